//! The zip container under docx, xlsx, odt and plain archives, opened with a look at its directory first.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// A zip container in memory, its directory read and nothing unpacked.
#[derive(Debug)]
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    entries: Vec<Entry>,
}

/// One line of a zip directory.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Name as stored, bytes.
    pub raw_name: Vec<u8>,
    /// Name for programs: UTF-8 or CP437, `\` turned into `/`.
    pub name: String,
    /// Size unpacked, as the directory says it.
    pub size: u64,
    /// Size packed.
    pub packed: u64,
    /// Needs a password.
    pub encrypted: bool,
    /// A folder.
    pub folder: bool,
}

impl<'a> Package<'a> {
    /// Reads the directory. The error is the reason, in words for a log.
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        let entries = (0..archive.len()).map(|index| entry(&archive, index)).collect();
        Ok(Self { archive, entries })
    }

    /// The directory, in its order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether a part of this name is there.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// The size of a part as the directory says it; none when it is missing.
    pub fn size(&self, name: &str) -> Option<u64> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| entry.size)
    }

    /// Names of parts that begin and end so, in order of length and then alphabet: `slide2.xml` before `slide10.xml`.
    pub fn names(&self, begin: &str, end: &str) -> Vec<String> {
        let fits = |entry: &&Entry| entry.name.starts_with(begin) && entry.name.ends_with(end);
        let mut names: Vec<String> = self.entries.iter().filter(fits).map(|entry| entry.name.clone()).collect();
        names.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        names
    }

    /// The unpacked bytes of a part as a stream that ends after `limit` bytes; none when it is missing or locked.
    pub fn part(&mut self, name: &str, limit: u64) -> Option<impl Read> {
        let index = self.entries.iter().position(|entry| entry.name == name)?;
        self.part_at(index, limit)
    }

    /// The same, by place in the directory.
    pub fn part_at(&mut self, index: usize, limit: u64) -> Option<impl Read> {
        self.archive.by_index(index).ok().map(|file| file.take(limit))
    }

    /// The same of a part that needs a password; none when this is plainly a wrong one.
    pub fn locked_part(&mut self, index: usize, password: &str, limit: u64) -> Option<impl Read> {
        self.archive.by_index_decrypt(index, password.as_bytes()).ok().map(|file| file.take(limit))
    }
}

fn entry(archive: &ZipArchive<Cursor<&[u8]>>, index: usize) -> Entry {
    let Ok(data) = archive.by_index_data(index) else {
        let nameless = Vec::new();
        return Entry { raw_name: nameless, name: String::new(), size: 0, packed: 0, encrypted: false, folder: true };
    };
    Entry {
        raw_name: data.name_raw().to_vec(),
        name: data.name().map(|name| name.replace('\\', "/")).unwrap_or_default(),
        size: data.size(),
        packed: data.compressed_size(),
        encrypted: data.encrypted(),
        folder: data.is_dir(),
    }
}

/// A zip of these parts, for tests.
#[cfg(test)]
pub(crate) fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
