//! Bytes taken off the front, never beyond the end.

/// What is left of a structure that is being read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Front<'a>(pub &'a [u8]);

impl<'a> Front<'a> {
    /// The next `count` bytes; none when there are not so many, and then nothing is taken.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next two bytes as a number, little-endian.
    pub fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    /// The next four.
    pub fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// Four bytes that are a length.
    pub fn length(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }
}
