//! Word and Excel files that want a password to open: the whole package encrypted inside a compound file.
//!
//! MS-OFFCRYPTO 2.3.4.10-15, "agile", with AES and SHA-512: what Office has written since 2013 and others write after it.
//! Older ways stay locked.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use aes::cipher::{BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes256, Block};
use base64::Engine as _;
use cfb::CompoundFile;
use quick_xml::events::BytesStart;
use sha2::{Digest, Sha512};

use super::members::Means;
use super::xml::{self, Node};

/// Rounds that a file may ask for: Office writes 100 000; each password costs them once.
const MOST_ROUNDS: u32 = 1_000_000;
/// The description of the lock is a few hundred bytes.
const MOST_DESCRIPTION: u64 = 64 << 10;
/// The package is encrypted in pieces of this size, each with a start of its own.
const PIECE: usize = 4096;
/// What a password is mixed with for each of its uses (MS-OFFCRYPTO 2.3.4.13).
const CHECK: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
const CHECKED: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
const KEY: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];

/// The package inside, by the first password that fits.
pub(crate) fn open(bytes: &[u8], means: Means<'_>) -> Option<Vec<u8>> {
    let mut words = means.passwords().peekable();
    words.peek()?;
    let mut compound = CompoundFile::open(Cursor::new(bytes)).ok()?;
    let lock = Lock::read(&stream(&mut compound, "/EncryptionInfo", MOST_DESCRIPTION)?)?;
    let key = words.find_map(|word| lock.key(word))?;
    let package = stream(&mut compound, "/EncryptedPackage", means.unpacked.get())?;
    let (size, locked) = package.split_at_checked(8)?;
    let size = usize::try_from(u64::from_le_bytes(size.try_into().ok()?)).ok()?;
    let mut open = Vec::with_capacity(locked.len());
    for (number, piece) in locked.chunks(PIECE).enumerate() {
        let number = u32::try_from(number).ok()?.to_le_bytes();
        open.extend(decrypt(&key, &hash(&[&lock.package_salt, &number]), piece)?);
    }
    open.truncate(size);
    means.spend(open.len());
    // Whatever else may stand there, Office writes a zip.
    open.starts_with(b"PK").then_some(open)
}

fn stream(compound: &mut CompoundFile<Cursor<&[u8]>>, name: &str, most: u64) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    compound.open_stream(name).ok()?.take(most).read_to_end(&mut content).ok()?;
    Some(content)
}

/// How a package is locked.
#[derive(Default)]
struct Lock {
    package_salt: Vec<u8>,
    key_bytes: usize,
    rounds: u32,
    salt: Vec<u8>,
    check: Vec<u8>,
    checked: Vec<u8>,
    key: Vec<u8>,
}

impl Lock {
    /// Version 4.4, flags, and a description in XML.
    fn read(info: &[u8]) -> Option<Self> {
        let description = info.strip_prefix(&[4, 0, 4, 0])?.get(4..)?;
        let mut lock = Self::default();
        let mut known = 0_usize;
        xml::walk(description, |node| {
            let read = match node {
                Node::Open("keyData", tag) => lock.package(tag),
                Node::Open("encryptedKey", tag) => lock.password(tag),
                _ => return ControlFlow::Continue(()),
            };
            known = usize::from(read.is_some()).saturating_add(known);
            ControlFlow::Continue(())
        })
        .ok()?;
        (known == 2 && lock.rounds <= MOST_ROUNDS).then_some(lock)
    }

    fn package(&mut self, tag: &BytesStart<'_>) -> Option<()> {
        ours(tag)?;
        self.package_salt = decoded(tag, "saltValue")?;
        Some(())
    }

    fn password(&mut self, tag: &BytesStart<'_>) -> Option<()> {
        ours(tag)?;
        let number = |name: &str| xml::attribute(tag, name)?.parse::<u32>().ok();
        self.rounds = number("spinCount")?;
        self.key_bytes = usize::try_from(number("keyBits")?).ok()?.checked_div(8)?;
        self.salt = decoded(tag, "saltValue")?;
        self.check = decoded(tag, "encryptedVerifierHashInput")?;
        self.checked = decoded(tag, "encryptedVerifierHashValue")?;
        self.key = decoded(tag, "encryptedKeyValue")?;
        Some(())
    }

    /// The key of the package, when the password is the right one.
    fn key(&self, password: &str) -> Option<Vec<u8>> {
        let word: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut mixed = hash(&[&self.salt, &word]);
        for round in 0..self.rounds {
            mixed = hash(&[&round.to_le_bytes(), &mixed]);
        }
        let opened = |purpose: &[u8], locked: &[u8]| {
            let key = hash(&[&mixed, purpose]);
            decrypt(key.get(..self.key_bytes)?, &self.salt, locked)
        };
        let proof = hash(&[&opened(&CHECK, &self.check)?]);
        if opened(&CHECKED, &self.checked)?.get(..proof.len())? != proof {
            return None;
        }
        opened(&KEY, &self.key)?.get(..self.key_bytes).map(<[u8]>::to_vec)
    }
}

/// Whether it is the one way of locking that is read here.
fn ours(tag: &BytesStart<'_>) -> Option<()> {
    let says = |name: &str, value: &str| xml::attribute(tag, name).is_some_and(|said| said == value);
    let way = says("cipherAlgorithm", "AES") && says("cipherChaining", "ChainingModeCBC");
    (way && says("hashAlgorithm", "SHA512")).then_some(())
}

fn decoded(tag: &BytesStart<'_>, name: &str) -> Option<Vec<u8>> {
    base64::engine::general_purpose::STANDARD.decode(xml::attribute(tag, name)?).ok()
}

fn hash(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sha512::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// AES in blocks that are chained; the start is the first sixteen bytes of `start`.
fn decrypt(key: &[u8], start: &[u8], locked: &[u8]) -> Option<Vec<u8>> {
    match key.len() {
        16 => Some(chained(&Aes128::new_from_slice(key).ok()?, start, locked)?),
        32 => Some(chained(&Aes256::new_from_slice(key).ok()?, start, locked)?),
        _ => None,
    }
}

fn chained<C>(cipher: &C, start: &[u8], locked: &[u8]) -> Option<Vec<u8>>
where
    C: BlockCipherDecrypt<BlockSize = aes::cipher::consts::U16>,
{
    let mut before = Block::try_from(start.get(..16)?).ok()?;
    let mut open = Vec::with_capacity(locked.len());
    for piece in locked.chunks_exact(16) {
        let closed = Block::try_from(piece).ok()?;
        let mut block = closed;
        cipher.decrypt_block(&mut block);
        open.extend(block.iter().zip(&before).map(|(byte, mask)| byte ^ mask));
        before = closed;
    }
    Some(open)
}

#[cfg(test)]
mod tests;
