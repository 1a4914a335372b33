//! Which servers are believed: those with the system's certificates, those of an office's own authority, or one
//! pinned certificate. Shared by the mailbox and the delivery of letters.

pub mod refusal;

use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{self, WebPkiSupportedAlgorithms};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

/// Which servers are believed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// Certificates (PEM) believed instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// SHA-256 of the server's certificate (DER), hexadecimal, colons allowed: then only this one is believed.
    pub pin_sha256: Option<String>,
}

/// Why a pinned server is not believed: its certificate has this SHA-256 instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OtherPin(pub String);

impl Trust {
    /// The client's side of TLS 1.2 and 1.3 that believes these servers.
    ///
    /// # Errors
    /// In Vietnamese: a file that cannot be read or holds no certificate, a pin that is none, a machine without roots.
    pub fn client(&self) -> Result<ClientConfig, String> {
        let provider = Arc::new(crypto::ring::default_provider());
        let algorithms = provider.signature_verification_algorithms;
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|fault| fault.to_string())?;
        if let Some(pin) = &self.pin_sha256 {
            let pin = Pin { digest: digits(pin)?, algorithms };
            return Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(pin)).with_no_client_auth());
        }
        Ok(builder.with_root_certificates(self.roots()?).with_no_client_auth())
    }

    fn roots(&self) -> Result<RootCertStore, String> {
        let mut roots = RootCertStore::empty();
        match &self.ca_file {
            Some(file) => {
                let unreadable = |fault: &dyn std::fmt::Display| format!("không đọc được {}: {fault}", file.display());
                for certificate in CertificateDer::pem_file_iter(file).map_err(|fault| unreadable(&fault))? {
                    let certificate = certificate.map_err(|fault| unreadable(&fault))?;
                    roots.add(certificate).map_err(|fault| unreadable(&fault))?;
                }
                if roots.is_empty() {
                    return Err(format!("{} không có chứng thư nào", file.display()));
                }
            }
            None => {
                let (added, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                if added == 0 {
                    return Err(
                        "máy này không có chứng thư gốc nào; cài gói ca-certificates hoặc đặt ca_file".to_owned()
                    );
                }
            }
        }
        Ok(roots)
    }
}

fn digits(pin: &str) -> Result<String, String> {
    let digits: String = pin.chars().filter(|letter| *letter != ':').collect::<String>().to_ascii_lowercase();
    if digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Ok(digits);
    }
    Err("pin_sha256 phải gồm 64 chữ số thập lục phân".to_owned())
}

/// Believes one certificate and no other.
#[derive(Debug)]
struct Pin {
    digest: String,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Pin {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let found: String = Sha256::digest(end_entity.as_ref()).iter().map(|byte| format!("{byte:02x}")).collect();
        if found == self.digest {
            return Ok(ServerCertVerified::assertion());
        }
        Err(Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(OtherPin(found))))))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        crypto::verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        crypto::verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_may_be_written_with_colons_and_must_be_whole() {
        let pin = "AB:".repeat(31) + "cd";
        assert_eq!(digits(&pin).unwrap(), "ab".repeat(31) + "cd");
        assert!(digits("abcd").is_err());
        assert!(digits(&"g".repeat(64)).is_err());
    }
}
