//! The stores of this crate keep the store contract.
#![cfg(unix)]

mod common;

use mfa_host::store::{FileStore, MemoryStore, contract};

#[test]
fn the_store_in_memory_keeps_the_contract() {
    contract::check(&MemoryStore::new());
}

#[test]
fn the_file_store_keeps_the_contract() {
    let folder = common::Folder::new("contract");
    contract::check(&FileStore::open_or_create(folder.path()).unwrap());
}
