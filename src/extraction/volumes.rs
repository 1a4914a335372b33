//! Archives that were split into several files, all of them in one mail: read as one.

use futures_util::future::join_all;

use super::frame::Want;
use super::pages::File;
use super::{Brought, Extractor};
use crate::text::volumes::{Set, sets};
use crate::text::{FileText, Problem};

/// What a worker gets: a file, or the volumes of an archive one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'a> {
    pub name: &'a str,
    pub media_type: &'a str,
    pub bytes: &'a [u8],
    /// The lengths of the volumes; none when it is one file.
    pub volumes: &'a [u64],
}

impl<'a> From<File<'a>> for Given<'a> {
    fn from((name, media_type, bytes): File<'a>) -> Self {
        Self { name, media_type, bytes, volumes: &[] }
    }
}

/// The volumes of one archive, put together.
#[derive(Debug)]
pub(super) struct Joined {
    /// Place of the first volume among the files.
    pub first: usize,
    name: String,
    bytes: Vec<u8>,
    volumes: Vec<u64>,
}

impl Joined {
    fn of(files: &[File<'_>], set: &Set, most: u64) -> Option<Self> {
        let mut joined =
            Self { first: *set.files.first()?, name: set.name.clone(), bytes: Vec::new(), volumes: Vec::new() };
        for place in &set.files {
            let (_, _, bytes) = files.get(*place)?;
            joined.bytes.extend_from_slice(bytes);
            joined.volumes.push(u64::try_from(bytes.len()).ok()?);
            if u64::try_from(joined.bytes.len()).ok()? > most {
                return None;
            }
        }
        Some(joined)
    }

    pub fn given(&self) -> Given<'_> {
        Given { name: &self.name, media_type: "", bytes: &self.bytes, volumes: &self.volumes }
    }
}

impl Extractor {
    /// Reads the archives of which all volumes are among the files: what is in them goes to the first volume, and the
    /// others say that they were read with it. Volumes that lack others stay [`Problem::Volume`].
    pub(super) async fn join(&self, files: &[File<'_>], texts: &mut [FileText]) -> Vec<Joined> {
        let mut found = Vec::new();
        for set in sets(&names(files)) {
            let is_volume = |place: &usize| texts.get(*place).is_some_and(|text| text.problem == Some(Problem::Volume));
            if !set.files.iter().any(is_volume) || !set.missing.is_empty() {
                continue;
            }
            let Some(joined) = Joined::of(files, &set, self.0.settings.file) else { continue };
            let read = self.read_given(joined.given(), &[]).await;
            if read.problem == Some(Problem::Volume) {
                continue;
            }
            for place in set.files.iter().skip(1) {
                if let Some(text) = texts.get_mut(*place) {
                    *text = FileText::blank(read.kind, Some(Problem::Continued));
                }
            }
            if let Some(text) = texts.get_mut(joined.first) {
                *text = read;
            }
            found.push(joined);
        }
        found
    }

    /// Reads one file of a mail, with the other volumes when it is one of an archive that is all there.
    pub async fn read_among(&self, files: &[File<'_>], place: usize) -> Option<FileText> {
        let set = sets(&names(files)).into_iter().find(|set| set.files.contains(&place));
        let places = set.map_or_else(|| vec![place], |set| set.files);
        let wanted = places.iter().position(|one| *one == place)?;
        let volumes: Vec<File<'_>> = places.iter().filter_map(|place| files.get(*place).copied()).collect();
        let mut texts = join_all(volumes.iter().map(|(name, kind, bytes)| self.read(name, kind, bytes))).await;
        self.join(&volumes, &mut texts).await;
        texts.into_iter().nth(wanted)
    }

    /// The bytes of a member of the file at `place` of a mail, by its number in [`FileText::numbered`]; none when it is not
    /// there or stays closed.
    pub async fn member_among(&self, files: &[File<'_>], place: usize, number: usize) -> Option<Vec<u8>> {
        self.members_among(files, place, vec![number]).await?.into_iter().next().map(|(_, bytes)| bytes)
    }

    /// The same of several members, each with its number, as far as they come.
    pub(super) async fn members_among(
        &self,
        files: &[File<'_>],
        place: usize,
        numbers: Vec<usize>,
    ) -> Option<Vec<(usize, Vec<u8>)>> {
        let first = |set: &Set| set.missing.is_empty() && set.files.first() == Some(&place);
        let set = sets(&names(files)).into_iter().find(first);
        let joined = set.and_then(|set| Joined::of(files, &set, self.0.settings.file));
        let given = match &joined {
            Some(joined) => joined.given(),
            None => (*files.get(place)?).into(),
        };
        match self.ask(given, Want::Members(numbers)).await? {
            Brought::Members(members) => Some(members),
            _ => None,
        }
    }

    /// Reads the file at `place` of a mail once more, with passwords: if it was read together with other volumes, then
    /// with them again. `texts` is what was read without.
    pub async fn read_locked_among(
        &self,
        files: &[File<'_>],
        texts: &[FileText],
        place: usize,
        passwords: &[String],
    ) -> Option<FileText> {
        let follows = |place: &usize| texts.get(*place).is_some_and(|text| text.problem == Some(Problem::Continued));
        let set = sets(&names(files)).into_iter().find(|set| {
            set.missing.is_empty() && set.files.first() == Some(&place) && set.files.iter().skip(1).all(follows)
        });
        let joined = set.and_then(|set| Joined::of(files, &set, self.0.settings.file));
        Some(match joined {
            Some(joined) => self.read_given(joined.given(), passwords).await,
            None => self.read_given((*files.get(place)?).into(), passwords).await,
        })
    }
}

fn names<'a>(files: &[File<'a>]) -> Vec<&'a str> {
    files.iter().map(|(name, _, _)| *name).collect()
}
