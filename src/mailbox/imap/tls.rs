//! TLS over an IMAP connection, and each reason why a server is not believed.

use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{CertificateError, Error, OtherError};

use super::Settings;
use super::connect::Wire;
use crate::mailbox::MailboxError;
use crate::trust::OtherPin;

/// Performs the handshake over `plain`.
///
/// # Errors
/// The certificate is not believed, each reason by name; or the settings cannot be used.
pub(super) async fn wrap(settings: &Settings, plain: Box<dyn Wire>) -> Result<Box<dyn Wire>, MailboxError> {
    let host = &settings.host;
    let unusable = |why: String| MailboxError::Tls { host: host.clone(), why };
    let config = settings.trust.client().map_err(unusable)?;
    let name = ServerName::try_from(host.clone()).map_err(|fault| unusable(fault.to_string()))?;
    match TlsConnector::from(Arc::new(config)).connect(name, plain).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(fault) => Err(explain(host, &fault)),
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
