//! Zip archives on several "disks" (APPNOTE 4.3.16, 4.4.11, 8.2): every entry says on which disk it begins and where
//! there. Put together, the offsets must count from the begin of the first.

/// The end of the directory: its mark, and how long it is without the comment behind it.
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
/// The longest comment.
const COMMENT: usize = 0xffff;
/// An entry of the directory: its mark, and how long it is without name, extra fields and comment.
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;

/// The number of the disk on which an archive ends, from 0; none when it does not end here.
pub(super) fn number(bytes: &[u8]) -> Option<u16> {
    short(bytes, end(bytes)?.checked_add(4)?)
}

/// The volumes as one archive; none when the last one is missing, or others are, or what the directory says cannot be.
pub(super) fn joined(volumes: &[&[u8]]) -> Option<Vec<u8>> {
    let mut starts = Vec::new();
    let mut whole = Vec::new();
    for volume in volumes {
        starts.push(u32::try_from(whole.len()).ok()?);
        whole.extend_from_slice(volume);
    }
    let end = end(&whole)?;
    let last = short(&whole, end.checked_add(4)?)?;
    if last == 0 {
        // The finished archive was cut into pieces.
        return Some(whole);
    }
    if usize::from(last).checked_add(1)? != volumes.len() {
        return None;
    }
    let begin = |disk: u16, offset: u32| starts.get(usize::from(disk))?.checked_add(offset);
    let directory = begin(short(&whole, end.checked_add(6)?)?, long(&whole, end.checked_add(16)?)?)?;
    let count = short(&whole, end.checked_add(10)?)?;
    let mut at = usize::try_from(directory).ok()?;
    for _ in 0..count {
        let offset_at = at.checked_add(42)?;
        let offset = begin(short(&whole, at.checked_add(34)?)?, long(&whole, offset_at)?)?;
        if whole.get(at..at.checked_add(4)?)? != ENTRY {
            return None;
        }
        put(&mut whole, at.checked_add(34)?, &[0, 0])?;
        put(&mut whole, offset_at, &offset.to_le_bytes())?;
        let behind = [28, 30, 32].iter().try_fold(ENTRY_LENGTH, |sum, field| {
            sum.checked_add(usize::from(short(&whole, at.checked_add(*field)?)?))
        })?;
        at = at.checked_add(behind)?;
    }
    put(&mut whole, end.checked_add(4)?, &[0; 4])?;
    put(&mut whole, end.checked_add(8)?, &count.to_le_bytes())?;
    put(&mut whole, end.checked_add(16)?, &directory.to_le_bytes())?;
    Some(whole)
}

/// Where the end of the directory begins.
fn end(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(END_LENGTH.saturating_add(COMMENT));
    let tail = bytes.get(from..)?;
    let place = tail.windows(END.len()).rposition(|window| window == END)?;
    let at = from.checked_add(place)?;
    bytes.get(at..at.checked_add(END_LENGTH)?).map(|_| at)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) -> Option<()> {
    bytes.get_mut(at..at.checked_add(value.len())?)?.copy_from_slice(value);
    Some(())
}
