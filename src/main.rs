//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    tiepnhan::cli::main()
}
