//! The program; what it does is in [`werkvloer::cli`].

fn main() -> std::process::ExitCode {
    werkvloer::cli::main()
}
