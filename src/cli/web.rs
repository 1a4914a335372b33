//! `web`: the staff page alone, beside a running daemon or over an office that is only looked at.

use std::io::Write;
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::clock::{Clock, SetClock, SystemClock};
use crate::desk::Desk;
use crate::failure::{Exit, Failure};
use crate::web::{Site, server};

/// How the page is served.
#[derive(Debug, Args)]
pub struct Web {
    /// Địa chỉ và cổng khác với web.listen, ví dụ 127.0.0.1:8481; cổng 0 là cổng nào trống.
    #[arg(long, value_name = "ĐỊA CHỈ")]
    pub listen: Option<std::net::SocketAddr>,
    /// Xem như vào lúc này (2020-06-18T08:00:00+07:00): đồng hồ đứng yên, dùng với cơ quan mẫu.
    #[arg(long, value_name = "LÚC")]
    pub at: Option<Timestamp>,
}

/// Serves until Ctrl-C.
///
/// # Errors
/// A configuration without a page, a certificate that cannot be used.
pub async fn run(asked: &Web, desk: Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = Arc::clone(&desk.config);
    let mut web = config.web.clone().ok_or_else(|| Failure::input("web.listen để trống: trang web đang tắt"))?;
    if let Some(listen) = asked.listen {
        if web.tls.is_none() && !listen.ip().is_loopback() {
            return Err(Failure::input(
                "--listen: không mở trang ra mạng mà không mã hóa; xem mục [web] trong tiepnhan.toml",
            ));
        }
        web.listen = listen;
        web.origin = String::new();
    }
    let listener = std::net::TcpListener::bind(web.listen)
        .map_err(|error| Failure::outside(format!("không mở được {}: {}", web.listen, crate::failure::told(&error))))?;
    web.listen = listener.local_addr()?;
    if web.origin.is_empty() {
        web.origin = format!("{}://{}", if web.tls.is_some() { "https" } else { "http" }, web.listen);
    }
    let clock: Arc<dyn Clock> = match asked.at {
        Some(moment) => Arc::new(SetClock::at(moment)),
        None => Arc::new(SystemClock),
    };
    let (_keep, ground) = watch::channel(Arc::clone(&desk.ground));
    let server = server(Site::open(&config, &web, ground, clock)?)?;
    writeln!(out, "Trang web: {}\nDừng: Ctrl-C.", web.origin)?;
    out.flush()?;
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    tokio::spawn(async move {
        let _ = tokio::signal::ctrl_c().await;
        stopped.cancel();
    });
    server.run_on(listener, stop).await?;
    Ok(Exit::Fine)
}
