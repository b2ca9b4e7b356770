//! How the program is linked.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script what it builds in variables"
)]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| std::env::var(name).is_ok_and(|value| value == wanted);
    // The lines of a backtrace stay in the program, at a third of their size; std reads them so.
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") {
        println!("cargo::rustc-link-arg-bins=-Wl,--compress-debug-sections=zlib");
    }
}
