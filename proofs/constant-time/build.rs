//! Compiles what calls the C ABI as C does, at the opt-level of the rest.

fn main() {
    let folder = "c";
    let sources = ["people.c", "logins.c", "recovery.c", "texts.c", "planted.c"];
    println!("cargo:rerun-if-changed={folder}");
    println!("cargo:rerun-if-changed=../../ffi/include/mfa.h");
    cc::Build::new()
        .files(sources.map(|source| format!("{folder}/{source}")))
        .include("../../ffi/include")
        .std("c99")
        .warnings(true)
        .extra_warnings(true)
        .warnings_into_errors(true)
        .define("MFA_FREESTANDING", None)
        .compile("through_c");
}
