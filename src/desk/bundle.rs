//! The dossier of a period as one file: everything that was accepted, as it came, and an index.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use jiff::civil::DateTime;
use tempfile::{Builder, NamedTempFile};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Desk, Refusal};
use crate::dossier::bundle::index::{self, Faults};
use crate::dossier::bundle::{Asked, Bundle, bundle};
use crate::dossier::{Line, LineFile};
use crate::evidence::Role;
use crate::failure::{Failure, told};
use crate::intake::shelving::on_shelf;
use crate::ledger::LedgerError;
use crate::letter::wording;
use crate::message::Sha256;
use crate::text::volumes::sets;

/// What must stay free on a disk: the next mails come to the same one.
const SPARE: u64 = 512 << 20;

/// The dossier as a file that vanishes unless somebody gives it a name.
#[derive(Debug)]
pub struct Made {
    /// The zip.
    pub file: NamedTempFile,
    /// How many files are in it, the index not counted.
    pub files: usize,
    /// What could not be put in, by its path, and why. The index says so too.
    pub faults: Faults,
}

impl Desk {
    /// What the dossier would hold.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn bundle(&self, asked: &Asked) -> Result<Bundle, Refusal> {
        let facts = self.facts_about(&BTreeSet::from([asked.period]))?;
        let (lines, scans) = self.ledger.read(|snapshot| {
            let lines = snapshot.lines_of_period(asked.period)?;
            let scans = snapshot.scans_of(&lines)?;
            Ok::<_, LedgerError>((lines, scans))
        })?;
        Ok(bundle(asked, (&lines, &scans), self.rules(), &facts, self.now))
    }

    /// Packs the dossier into a file in `folder`, one accepted file after the other, so that no more than one of them
    /// is in memory. The bytes are those that were accepted, or the index says that they are not there.
    ///
    /// # Errors
    /// A disk without room for it, a folder that cannot be written.
    pub fn pack(&self, bundle: &Bundle, folder: &Path) -> Result<Made, Refusal> {
        let fail = |error: std::io::Error| {
            Failure::outside(format!("{}: không ghi được hồ sơ ({})", folder.display(), told(&error)))
        };
        room(folder, bundle.size())?;
        // What a crash leaves of it is swept away like other files that were being written.
        let mut file = Builder::new().prefix(".ghi-do-").tempfile_in(folder).map_err(fail)?;
        let mut packing = Packing::at(self);
        let files = packing.write(bundle, BufWriter::new(file.as_file_mut())).map_err(|error| match error {
            zip::result::ZipError::Io(error) => fail(error),
            other => Failure::ours(other),
        })?;
        Ok(Made { file, files, faults: packing.faults })
    }
}

/// Whether the disk has room for so many bytes and what comes in meanwhile.
fn room(folder: &Path, bytes: u64) -> Result<(), Refusal> {
    // What the system does not tell, the writing will.
    let Ok(disk) = rustix::fs::statvfs(folder) else { return Ok(()) };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free < bytes.saturating_add(SPARE) {
        return Err(Refusal::Failed(Failure::input(format!(
            "Ổ đĩa còn {}, không đủ cho hồ sơ {} (phải để lại {} cho thư đến). Hãy chọn từng nhóm đơn vị, hoặc dọn ổ đĩa.",
            wording::size(free),
            wording::size(bytes),
            wording::size(SPARE)
        ))));
    }
    Ok(())
}

struct Packing<'d> {
    desk: &'d Desk,
    /// The mail that was opened last and its files: several of them may be missing on the shelf.
    mail: Option<(i64, Vec<Vec<u8>>)>,
    /// The mail that was asked about last, and what the program took its files for.
    roles: Option<(i64, Vec<Role>)>,
    faults: Faults,
}

impl<'d> Packing<'d> {
    fn at(desk: &'d Desk) -> Self {
        Self { desk, mail: None, roles: None, faults: Faults::new() }
    }
}

impl Packing<'_> {
    fn write(&mut self, bundle: &Bundle, into: impl Write + Seek) -> zip::result::ZipResult<usize> {
        let mut zip = ZipWriter::new(into);
        let mut files = 0_usize;
        for (entry, packed) in bundle.files() {
            let Some(row) = entry.rows.get(packed.row) else { continue };
            let Some(file) = row.line.files.get(packed.place) else { continue };
            match self.bytes(&row.line, packed.place, file) {
                Ok(bytes) => {
                    zip.start_file(packed.path.as_str(), options(&packed.path, row.received))?;
                    zip.write_all(&bytes)?;
                    files = files.saturating_add(1);
                }
                Err(why) => {
                    self.faults.insert(packed.path.clone(), why);
                }
            }
        }
        let ours = |error: &dyn std::fmt::Display| std::io::Error::other(error.to_string());
        let sheet = index::xlsx(bundle, &self.faults).map_err(|error| ours(&error))?;
        let text = index::csv(bundle, &self.faults).map_err(|error| ours(&error))?;
        for (name, bytes) in [("muc-luc.xlsx", sheet), ("muc-luc.csv", text)] {
            zip.start_file(name, options(name, bundle.made))?;
            zip.write_all(&bytes)?;
        }
        zip.finish()?.flush()?;
        Ok(files)
    }

    /// Whether nobody may open the file. Lines that an older program wrote may hold such.
    fn is_dangerous(&mut self, line: &Line, file: &LineFile) -> Result<bool, LedgerError> {
        let (Some(mail), Some(attachment)) = (line.mail, file.attachment) else { return Ok(false) };
        if self.roles.as_ref().is_none_or(|(known, _)| *known != mail) {
            let files = self.desk.ledger.read(|snapshot| snapshot.attachments(mail))?;
            self.roles = Some((mail, files.into_iter().map(|file| file.role).collect()));
        }
        let role = self.roles.as_ref().and_then(|(_, roles)| roles.get(attachment));
        Ok(role == Some(&Role::Dangerous))
    }

    fn bytes(&mut self, line: &Line, place: usize, file: &LineFile) -> Result<Vec<u8>, String> {
        if self.is_dangerous(line, file).map_err(|error| error.to_string())? {
            return Err("tệp nguy hiểm (chương trình, có macro hoặc trang mạng), không đưa vào hồ sơ".to_owned());
        }
        let shelf = self.desk.archive.shelved(&on_shelf(line, place, &file.name), &file.sha256);
        let fault = match shelf {
            Ok(bytes) => return Ok(bytes),
            Err(fault) => fault.to_string(),
        };
        let (Some(mail), Some(attachment)) = (line.mail, file.attachment) else { return Err(fault) };
        if self.mail.as_ref().is_none_or(|(known, _)| *known != mail) {
            let parsed = self.desk.reread(mail).map_err(|error| format!("{fault}; {error}"))?;
            self.mail = Some((mail, parsed.contents));
        }
        let bytes = self.mail.as_ref().and_then(|(_, contents)| contents.get(attachment));
        let whole = bytes.filter(|bytes| Sha256::of(bytes) == file.sha256);
        whole.cloned().ok_or_else(|| format!("{fault}; thư gốc cũng không còn tệp này"))
    }
}

/// The bytes of a file as they were accepted: from the shelf, else from the kept mail.
///
/// # Errors
/// Why they are not there, in words.
pub fn accepted(desk: &Desk, line: &Line, place: usize) -> Result<Vec<u8>, String> {
    let file = line.files.get(place).ok_or("không có tệp này")?;
    Packing::at(desk).bytes(line, place, file)
}

/// A file as an extractor takes it: its name, its declared media type, its bytes.
pub type Taken = (String, String, Vec<u8>);

/// The same with the other volumes when it is one of an archive in several, for nobody can read it alone; and which of
/// them it is.
///
/// # Errors
/// As [`accepted`].
pub fn accepted_whole(desk: &Desk, line: &Line, place: usize) -> Result<(Vec<Taken>, usize), String> {
    let places = beside(line, place).unwrap_or_else(|| vec![place]);
    let wanted = places.iter().position(|one| *one == place).unwrap_or_default();
    let mut packing = Packing::at(desk);
    let mut taken = Vec::new();
    for place in places {
        let file = line.files.get(place).ok_or("không có tệp này")?;
        taken.push((file.name.clone(), file.media_type.clone(), packing.bytes(line, place, file)?));
    }
    Ok((taken, wanted))
}

/// The places of the volumes that belong to the file at this place of a line, itself among them; none when it is whole.
pub fn beside(line: &Line, place: usize) -> Option<Vec<usize>> {
    let names: Vec<&str> = line.files.iter().map(|file| file.name.as_str()).collect();
    sets(&names).into_iter().map(|set| set.files).find(|files| files.contains(&place) && files.len() > 1)
}

/// What is packed already is not packed again; a file bears the time of its receipt.
fn options(path: &str, at: DateTime) -> SimpleFileOptions {
    const PACKED: [&str; 15] =
        ["docx", "xlsx", "pptx", "odt", "ods", "pdf", "zip", "rar", "7z", "jpg", "jpeg", "png", "heic", "mp4", "webp"];
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let method =
        if PACKED.contains(&ending.as_str()) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or(1980);
    let moment = zip::DateTime::from_date_and_time(
        year,
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    );
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(moment.unwrap_or_default())
        .unix_permissions(0o644)
}

/// The faults in lines for a person: what is not in the dossier.
#[must_use]
pub fn faults_in_words(faults: &BTreeMap<String, String>) -> Vec<String> {
    faults.iter().map(|(path, why)| format!("{path}: {why}")).collect()
}
