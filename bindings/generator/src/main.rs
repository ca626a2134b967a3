//! UniFFI's generator, in the version that `mfa-bindings` is built with: `generate --library FILE --language LANGUAGE`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
