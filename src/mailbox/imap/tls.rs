//! TLS as an office needs it: the system's certificates, its own authority, or one pinned certificate.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{self, WebPkiSupportedAlgorithms};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use super::connect::Wire;
use super::{Settings, Trust};
use crate::mailbox::MailboxError;

/// Performs the handshake over `plain`.
///
/// # Errors
/// The certificate is not believed, each reason by name; or the settings cannot be used.
pub(super) async fn wrap(settings: &Settings, plain: Box<dyn Wire>) -> Result<Box<dyn Wire>, MailboxError> {
    let host = &settings.host;
    let unusable = |why: String| MailboxError::Tls { host: host.clone(), why };
    let config = config(&settings.trust).map_err(unusable)?;
    let name = ServerName::try_from(host.clone()).map_err(|fault| unusable(fault.to_string()))?;
    match TlsConnector::from(Arc::new(config)).connect(name, plain).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(fault) => Err(explain(host, &fault)),
    }
}

fn config(trust: &Trust) -> Result<ClientConfig, String> {
    let provider = Arc::new(crypto::ring::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|fault| fault.to_string())?;
    if let Some(pin) = &trust.pin_sha256 {
        let pin = Pin { digest: digits(pin)?, algorithms };
        return Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(pin)).with_no_client_auth());
    }
    Ok(builder.with_root_certificates(roots(trust)?).with_no_client_auth())
}

fn roots(trust: &Trust) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    match &trust.ca_file {
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
                return Err("máy này không có chứng thư gốc nào; cài gói ca-certificates hoặc đặt ca_file".to_owned());
            }
        }
    }
    Ok(roots)
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

/// What a certificate is pinned by, when it is another one.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct OtherPin(String);

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

fn explain(host: &str, fault: &std::io::Error) -> MailboxError {
    let host = host.to_owned();
    let inner = fault.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    let Some(Error::InvalidCertificate(certificate)) = inner else {
        return MailboxError::Tls { host, why: fault.to_string() };
    };
    match certificate {
        CertificateError::UnknownIssuer => MailboxError::CertificateUnknown { host },
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => MailboxError::CertificateExpired { host },
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            MailboxError::CertificateName { host }
        }
        CertificateError::Other(OtherError(other)) => match other.downcast_ref::<OtherPin>() {
            Some(OtherPin(found)) => MailboxError::CertificatePin { host, found: found.clone() },
            None => MailboxError::Tls { host, why: other.to_string() },
        },
        other => MailboxError::Tls { host, why: other.to_string() },
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
