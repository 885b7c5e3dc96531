//! The list of commands, as a person reads it.

pub(crate) const TEXT: &str = "\
cargo xtask preview [--release] [--relay]
                                    the preview page and a local Transak (--relay: and the relay between them); Ctrl-C ends all
cargo xtask test [--only A,B]       every check; stages: fmt, clippy, native, relay, web, bundle, plain, traps,
                                    preview, samples, e2e
cargo xtask check                   the quick check, for work: format, lints and tests of all but the relay, without a browser
cargo xtask bundle [--plain] [--dev [--traps]] [--out FOLDER]
                                    pkg/dist/, its sizes, and whether they keep the budget (--plain: the WebAssembly in one part, in
                                    target/plain-dist; --dev: quick and large; --traps, for tests: panics where the page wishes, in
                                    target/traps-dist)
cargo xtask bench [--quick] [--only A,B]
                                    the package, in two parts and in one, beside the same job done with pusher-js; parts: size, first,
                                    thread, frames, many
cargo xtask load [--quick]          the relay under load, with SQLite and PostgreSQL: what it takes, and that nothing is lost
cargo xtask twice                   builds what is committed twice, in two folders, and compares every byte
cargo xtask screenshots             contact sheets of all that a tracker shows, in target/screenshots/sheets, to be looked at
cargo xtask samples                 builds the applications in samples/ with the package, packed
cargo xtask fuzz [--seconds N] [TARGET]
                                    libFuzzer on config, frames, links, orders and webhook, a minute each
cargo xtask simulate [--seeds N] [--first N]
                                    bad days for the core, each from one seed (10,000); an invariant that breaks is an error
cargo xtask simulate --seed N [--trace] [--shrink]
                                    one of them alone: every step; with the faults that are needed only
cargo xtask simulate --fleet [N]    10,000 clients that lose the same server
cargo xtask simulate --mutants [NAME]
                                    breaks a copy of the core in many ways; the simulator must notice each
cargo xtask setup [--browser]       only installs what the others need (--browser: the browsers, too)
cargo xtask help                    this list
";

pub(crate) fn print() {
    print!("{TEXT}");
}
