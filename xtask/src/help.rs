//! The list of commands, as a person reads it.

pub(crate) const TEXT: &str = "\
cargo xtask preview [--release]     the preview page and a local Transak; Ctrl-C ends both
cargo xtask test [--only A,B]       every check; stages: fmt, clippy, native, web, bundle, traps, preview, e2e
cargo xtask bundle [--dev [--traps]] [--out FOLDER]
                                    pkg/dist/, its sizes, and whether they keep the budget (--dev: quick and large;
                                    --traps, for tests: panics where the page wishes, in target/traps-dist)
cargo xtask fuzz [--seconds N] [TARGET]
                                    libFuzzer on config, frames, links and orders, a minute each
cargo xtask setup [--browser]       only installs what the others need (--browser: Chromium and its driver too)
cargo xtask help                    this list
";

pub(crate) fn print() {
    print!("{TEXT}");
}
