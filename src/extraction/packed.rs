//! The cells of workbooks that lie inside an archive, read by workers.

use super::Extractor;
use super::pages::File;
use crate::text::sheet::cells::Sheet;
use crate::text::{FileKind, Problem};

/// Workbooks of one archive that are read; a unit's figures stand in one or two.
const MOST: usize = 20;

/// A workbook inside an archive: its name, and its cells or why there are none.
pub type Packed = (String, Result<Vec<Sheet>, Problem>);

impl Extractor {
    /// The cells of every workbook in the archive at `place` of these files, however deep, in its order; each waits for its
    /// turn. Empty when none is in it, or when it was read with an earlier volume.
    ///
    /// # Errors
    /// Why the archive stays closed.
    pub async fn packed_cells(&self, files: &[File<'_>], place: usize) -> Result<Vec<Packed>, Problem> {
        let archive = self.read_among(files, place).await.ok_or(Problem::Crashed)?;
        let members = archive.numbered();
        let books = members.iter().enumerate().filter(|(_, member)| is_book(member.file.kind, &member.name));
        let books: Vec<(usize, &str)> =
            books.take(MOST).map(|(number, member)| (number, member.name.as_str())).collect();
        if books.is_empty() {
            let closed = archive.problem.clone().filter(|problem| members.is_empty() || *problem == Problem::Encrypted);
            let closed = closed.filter(|problem| *problem != Problem::Continued);
            return closed.map_or(Ok(Vec::new()), Err);
        }
        let wanted = books.iter().map(|(number, _)| *number).collect();
        let mut taken = self.members_among(files, place, wanted).await.ok_or(Problem::Crashed)?;
        let mut read = Vec::new();
        for (number, name) in books {
            let place = taken.iter().position(|(known, _)| *known == number);
            let cells = match place.map(|place| taken.swap_remove(place)) {
                Some((_, bytes)) => self.cells(name, "", &bytes).await,
                None => {
                    Err(members.get(number).and_then(|member| member.file.problem.clone()).unwrap_or(Problem::Crashed))
                }
            };
            read.push((name.to_owned(), cells));
        }
        Ok(read)
    }
}

/// What was read as one, or stayed closed and is called one.
fn is_book(kind: FileKind, name: &str) -> bool {
    let ending = crate::text::sniff::ending(name);
    kind.is_workbook() || matches!(ending.as_str(), "xlsx" | "xls" | "xlsm" | "xlsb" | "ods")
}
