//! How long the server takes for each page of the staff page in ten years of an office with two hundred units.
//!
//! The office is made first, which takes minutes, and kept below `target/tmp`, or in the folder that `TIEPNHAN_WORLD`
//! names, until its description changes. It can be looked at: `tiepnhan --config FOLDER web --at
//! 2026-06-22T09:00:00+07:00`, as `hoa.tran`.

mod world;

use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// How often a page is asked for, after the first time.
const TIMES: u32 = 11;

/// Pages with an address of their own.
const PAGES: &[&str] = &[
    "/",
    "/?tt=qua-han",
    "/?tim=yen%20khanh",
    "/?ky=2026-06",
    "/nam/2026",
    "/nam/2025",
    "/nam/2019",
    "/so",
    "/so?nam=2020",
    "/so?don-vi=so-y-te",
    "/so?tim=nghe",
    "/so?tim=V%E1%BB%AB+A+D%C3%ADnh",
    "/so?tim=so+y+te",
    "/so?tim=S%E1%BB%9F+Y+t%E1%BA%BF+ph%C3%B2ng+ch%E1%BB%91ng",
    "/so?tim=yen+khanh+dich+benh",
    "/so?tim=kinh+te+xa+hoi",
    "/so?tim=d%E1%BB%8Bch+t%E1%BA%A3",
    "/so?tim=123-BC/SYT",
    "/so?tim=khong+co+gi+nhu+vay",
    "/so?don-vi=so-y-te&tim=dich+benh",
    "/don-vi/so-y-te",
    "/don-vi/dang-uy-xa-tan-lam",
    "/nghia-vu/so-y-te/6-thang-dau-nam/2026-H1",
    "/can-kiem-tra",
    "/can-kiem-tra?xem=da-xu-ly",
    "/goi-dien",
    "/thu-di",
    "/thu-di?tt=da-gui",
    "/vu-viec",
    "/nhat-ky",
    "/mang-ve",
    "/mang-ve?ky=2026-H1",
    "/so-lieu",
    "/lanh-dao",
    "/tai-khoan",
];
/// Pages to which others lead: the page, and how the address begins.
const LED_TO: &[(&str, &str)] =
    &[("/so", "/so/2026/"), ("/can-kiem-tra", "/can-kiem-tra/"), ("/don-vi/so-y-te", "/thu/"), ("/thu-di", "/thu-di/")];
/// Files; asked for once only.
const FILES: &[&str] = &["/so.xlsx?nam=2020", "/so.csv?nam=2020"];

/// The program, serving.
struct Server {
    child: Child,
    _output: BufReader<ChildStdout>,
    base: String,
    cookie: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let named = std::env::var_os("TIEPNHAN_WORLD").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("ten-years"));
    let mut out = std::io::stdout();
    let begin = Instant::now();
    if world::ensure(&folder)? {
        writeln!(out, "ten years made in {:.0?}", begin.elapsed())?;
    }
    let size = fs::metadata(folder.join("du-lieu/so.db"))?.len() / 1_000_000;
    let server = Server::open(&folder)?;
    writeln!(out, "the ledger has {size} MB\n{:44} {:>7} {:>9} {:>9} {:>9}", "", "kB", "first", "median", "CPU")?;
    let mut pages: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).collect();
    for (page, begin) in LED_TO {
        let text = server.get(page)?.0.replace("&#x2f;", "/");
        let address = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let found = address.filter(|to| to.starts_with(begin) && to.len() > begin.len()).map(str::to_owned).next();
        pages.push(found.ok_or_else(|| format!("{page} leads to no {begin}"))?);
    }
    for page in &pages {
        server.measure(page, TIMES, &mut out)?;
    }
    for file in FILES {
        server.measure(file, 1, &mut out)?;
    }
    Ok(())
}

impl Server {
    fn open(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiepnhan"));
        command.arg("--config").arg(folder).args(["web", "--listen", "127.0.0.1:0", "--at", world::MOMENT]);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
        output.read_line(&mut line)?;
        let base = line.trim().strip_prefix("Trang web: ").ok_or("no page")?.to_owned();
        let mut server = Self { child, _output: output, base, cookie: String::new() };
        let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
        let form = agent.get(format!("{}/dang-nhap", server.base)).call()?;
        let before = cookie(form.headers());
        let page = form.into_body().read_to_string()?;
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let fields =
            [("ten", world::CLERK.0), ("mat-khau", world::PASSWORD), ("den", "/"), ("csrf", csrf.unwrap_or_default())];
        let mut request = agent.post(format!("{}/dang-nhap", server.base)).header("Origin", &server.base);
        if let Some(before) = before {
            request = request.header("Cookie", before);
        }
        server.cookie = cookie(request.send_form(fields)?.headers()).ok_or("not let in")?;
        Ok(server)
    }

    /// A page, and how long it took.
    fn get(&self, page: &str) -> Result<(String, Duration), Box<dyn Error>> {
        let begin = Instant::now();
        let answer = ureq::get(format!("{}{page}", self.base)).header("Cookie", &self.cookie).call()?;
        let bytes = answer.into_body().into_with_config().limit(1 << 30).read_to_vec()?;
        Ok((String::from_utf8_lossy(&bytes).into_owned(), begin.elapsed()))
    }

    fn measure(&self, page: &str, times: u32, out: &mut impl std::io::Write) -> Result<(), Box<dyn Error>> {
        let (text, first) = self.get(page)?;
        let before = self.cpu();
        let mut all = Vec::new();
        for _ in 0..times {
            all.push(self.get(page)?.1);
        }
        let cpu = self.cpu().saturating_sub(before).checked_div(times).unwrap_or_default();
        all.sort_unstable();
        let median = all.get(all.len() / 2).copied().unwrap_or_default();
        let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
        let size = text.len() / 1000;
        writeln!(out, "{page:44} {size:>7} {:>9} {:>9} {:>9}", ms(first), ms(median), ms(cpu))?;
        Ok(())
    }

    /// How long its threads have been on a processor: on a busy machine that says more than the clock.
    fn cpu(&self) -> Duration {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).into_iter().flatten().flatten();
        let spent = tasks.filter_map(|task| {
            let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(spent.sum())
    }
}

fn cookie(headers: &ureq::http::HeaderMap) -> Option<String> {
    let set = headers.get("set-cookie")?.to_str().ok()?;
    set.split(';').next().map(str::to_owned)
}
