//! DKIM (RFC 6376, RFC 8463): a signature put before a letter when it is handed over.
//!
//! A recorded letter never changes, so the signature is not part of it: it is a trace of the way out, as `Received` is,
//! and is made over exactly the bytes that leave. It carries no time and no end (`t=`, `x=`), and both algorithms are
//! deterministic: the same letter has the same signature at every try, while a letter that waited for days leaves under
//! the selector that is published today, not under one withdrawn meanwhile. The key stays out of everything that writes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use sha2::{Digest as _, Sha256};

/// Fields that are signed where a letter has them; the order is that of `h=`.
const SIGNED: &[&str] = &[
    "from",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "auto-submitted",
];
/// Named once more than they are there, so that nobody on the way can add one (RFC 6376 §8.15): another author, or
/// another address to which reports would be sent.
const NO_MORE_OF: &[&str] = &["from", "reply-to"];
/// Longest line, without CRLF.
const WIDTH: usize = 76;

/// Signs letters of one domain.
pub struct Signer {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// Shows no key.
impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("domain", &self.domain).field("selector", &self.selector).finish_non_exhaustive()
    }
}

/// What has to stand in DNS for signatures to be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The name of the TXT record.
    pub name: String,
    /// Its content.
    pub text: String,
}

impl Signer {
    /// Takes a private key in PEM: RSA of 2048 to 4096 bits (PKCS#1 or PKCS#8), or Ed25519 (PKCS#8).
    ///
    /// # Errors
    /// In Vietnamese, without anything of the key.
    pub fn new(domain: &str, selector: &str, pem: &str) -> Result<Self, String> {
        let found = rustls_pemfile::read_all(&mut pem.as_bytes()).filter_map(Result::ok).find_map(|item| match item {
            rustls_pemfile::Item::Pkcs1Key(der) => {
                Some(RsaKeyPair::from_der(der.secret_pkcs1_der()).map(|key| Key::Rsa(Box::new(key))))
            }
            rustls_pemfile::Item::Pkcs8Key(der) => {
                let der = der.secret_pkcs8_der();
                let edwards = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Key::Ed25519);
                Some(edwards.or_else(|_| RsaKeyPair::from_pkcs8(der).map(|key| Key::Rsa(Box::new(key)))))
            }
            _ => None,
        });
        let key = match found {
            Some(Ok(key)) => key,
            Some(Err(_)) => return Err("khóa không phải RSA 2048-4096 bit hoặc Ed25519".to_owned()),
            None => return Err("tệp không có khóa riêng dạng PEM, hoặc khóa còn đặt mật khẩu".to_owned()),
        };
        Ok(Self { domain: domain.to_ascii_lowercase(), selector: selector.to_ascii_lowercase(), key })
    }

    /// What has to be published.
    #[must_use]
    pub fn record(&self) -> Record {
        let (kind, public) = match &self.key {
            Key::Rsa(pair) => ("rsa", key_info(pair.public_key().as_ref())),
            Key::Ed25519(pair) => ("ed25519", pair.public_key().as_ref().to_vec()),
        };
        Record {
            name: format!("{}._domainkey.{}", self.selector, self.domain),
            text: format!("v=DKIM1; k={kind}; p={}", BASE64.encode(public)),
        }
    }

    /// The field `DKIM-Signature` for these bytes, folded, with its CRLF; to be put before them.
    ///
    /// # Errors
    /// When the key refuses to sign: nothing of the letter is at fault.
    pub fn sign(&self, mime: &[u8]) -> Result<Vec<u8>, String> {
        let (head, body) = split(mime);
        let fields = fields(head);
        let algorithm = match self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        };
        let (names, mut signed) = selected(&fields);
        let mut out = format!(
            "DKIM-Signature: v=1; a={algorithm}; c=relaxed/relaxed;\r\n d={}; s={};\r\n h={};\r\n bh={};\r\n b=",
            self.domain,
            self.selector,
            folded(&names),
            BASE64.encode(Sha256::digest(relaxed_body(body)))
        );
        // RFC 6376 §3.7: the field itself comes last, with an empty `b=` and no line end.
        signed.extend(relaxed_field(out.as_bytes()));
        let length = signed.trim_ascii_end().len();
        signed.truncate(length);
        let signature = BASE64.encode(self.key.sign(&signed)?);
        let mut column = 3_usize;
        for c in signature.chars() {
            if column >= WIDTH {
                out.push_str("\r\n ");
                column = 1;
            }
            out.push(c);
            column = column.saturating_add(1);
        }
        out.push_str("\r\n");
        Ok(out.into_bytes())
    }
}

impl Key {
    fn sign(&self, signed: &[u8]) -> Result<Vec<u8>, String> {
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed, &mut signature)
                    .map_err(|_| "không ký được thư bằng khóa DKIM".to_owned())?;
                Ok(signature)
            }
            // RFC 8463 §3: the hash is what is signed.
            Self::Ed25519(pair) => Ok(pair.sign(&Sha256::digest(signed)).as_ref().to_vec()),
        }
    }
}

/// SubjectPublicKeyInfo (RFC 5280) around an RSAPublicKey: the form in which everybody publishes it.
fn key_info(rsa: &[u8]) -> Vec<u8> {
    const RSA_ENCRYPTION: &[u8] =
        &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
    let bits = der(0x03, &[&[0], rsa].concat());
    der(0x30, &[RSA_ENCRYPTION, &bits].concat())
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            out.push(u8::try_from(bytes.len()).unwrap_or_default() | 0x80);
            out.extend(bytes);
        }
    }
    out.extend(content);
    out
}

/// Header (with its last CRLF) and body.
fn split(mime: &[u8]) -> (&[u8], &[u8]) {
    let end = mime.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, rest) = mime.split_at(end.map_or(mime.len(), |end| end.saturating_add(2)));
    (head, rest.get(2..).unwrap_or_default())
}

/// The fields as they stand, folds and all.
fn fields(head: &[u8]) -> Vec<Vec<u8>> {
    let mut fields: Vec<Vec<u8>> = Vec::new();
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        match fields.last_mut() {
            Some(last) if line.starts_with(b" ") || line.starts_with(b"\t") => last.extend(line),
            _ => fields.push(line.to_vec()),
        }
    }
    fields
}

/// The names for `h=`, and the fields behind them in that order. Several of one name are taken from the bottom up.
fn selected(fields: &[Vec<u8>]) -> (Vec<&'static str>, Vec<u8>) {
    let (mut names, mut signed) = (Vec::new(), Vec::new());
    for name in SIGNED {
        for field in fields.iter().rev().filter(|field| is_named(field, name)) {
            names.push(*name);
            signed.extend(relaxed_field(field));
        }
        if NO_MORE_OF.contains(name) {
            names.push(*name);
        }
    }
    (names, signed)
}

fn is_named(field: &[u8], name: &str) -> bool {
    let written = field.split(|byte| *byte == b':').next().unwrap_or_default();
    written.trim_ascii_end().eq_ignore_ascii_case(name.as_bytes())
}

fn folded(names: &[&str]) -> String {
    let mut out = String::new();
    let mut column = 3_usize;
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            out.push(':');
            column = column.saturating_add(1);
        }
        if column.saturating_add(name.len()) >= WIDTH {
            out.push_str("\r\n  ");
            column = 2;
        }
        out.push_str(name);
        column = column.saturating_add(name.len());
    }
    out
}

/// RFC 6376 §3.4.2: name in lower case, one line, blanks run together, none at the ends.
fn relaxed_field(field: &[u8]) -> Vec<u8> {
    let colon = field.iter().position(|byte| *byte == b':').unwrap_or(field.len());
    let (name, value) = field.split_at(colon);
    let mut out = name.trim_ascii().to_ascii_lowercase();
    out.push(b':');
    let words =
        value.get(1..).unwrap_or_default().split(|byte| b" \t\r\n".contains(byte)).filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        out.extend(word);
    }
    out.extend(b"\r\n");
    out
}

/// RFC 6376 §3.4.4: blanks run together, none at the ends of lines, no empty lines at the end.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut empty_lines = 0_usize;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let end = line.iter().rposition(|byte| !b" \t".contains(byte)).map_or(0, |last| last.saturating_add(1));
        let line = line.get(..end).unwrap_or_default();
        if line.is_empty() {
            empty_lines = empty_lines.saturating_add(1);
            continue;
        }
        out.extend(b"\r\n".repeat(std::mem::take(&mut empty_lines)));
        let mut blank = false;
        for byte in line {
            match byte {
                b' ' | b'\t' => blank = true,
                other => {
                    if std::mem::take(&mut blank) {
                        out.push(b' ');
                    }
                    out.push(*other);
                }
            }
        }
        out.extend(b"\r\n");
    }
    out
}
