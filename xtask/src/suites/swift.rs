//! The Swift package in a Debian 13 with Swift: made as `cargo xtask swift` makes it, its tests, a program that depends on it as
//! on any package of a repository, and the examples' tests.
//!
//! No warning is left: with one it does not build.

use std::fs;
use std::process::Command;

use crate::bridge::copy_folder;
use crate::count::Harness;
use crate::failure::{Doing as _, Result};
use crate::job::Job;
use crate::metadata::Metadata;
use crate::root::Root;
use crate::suites::docs::tagged;
use crate::swift::{self, PACKAGE};

const EXAMPLES: &str = "examples/swift";

/// Tests read the same files in every language.
const ENVIRONMENT: [&str; 3] = [
    "MFA_VECTORS=/checkout/core/tests/vectors",
    "MFA_STORIES=/checkout/host/tests/stories",
    "MFA_PREFERENCES=/checkout/host/tests/preferences",
];

const STRICT: &str = "-Xswiftc -warnings-as-errors";

/// Somebody who knows the package by the address of its repository and its version, and says nothing of libraries.
const CONSUMER: &str = "
rm -rf /build/repository /build/consumer
mkdir -p /build/repository /build/consumer/Sources/consumer
cd /build/target/swift/LibMFA
tar --exclude=./.build --create . | tar --extract --directory=/build/repository
cd /build/repository
git init --quiet
git add .
git -c user.name=nobody -c user.email= commit --quiet --message='A version'
git tag VERSION
cd /build/consumer
cat > Package.swift <<'END'
// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: \"consumer\",
    dependencies: [.package(url: \"file:///build/repository\", from: \"VERSION\")],
    targets: [.executableTarget(name: \"consumer\", dependencies: [.product(name: \"LibMFA\", package: \"repository\")])]
)
END
cat > Sources/consumer/main.swift <<'END'
import Foundation
import LibMFA

// RFC 6238, appendix B.
let secret = try Secret(bytes: Data(\"12345678901234567890\".utf8))
let credential = try Credential(secret, .totp(digits: 8))
print(try credential.code(inStep: 1))
END
";

/// The programs of the documents, each a module.
const DOCUMENTS: &str = "// swift-tools-version: 6.0
import PackageDescription

let dependencies: [Target.Dependency] = [.product(name: \"LibMFA\", package: \"LibMFA\")]
let package = Package(
    name: \"documents\",
    dependencies: [.package(path: \"../target/swift/LibMFA\")],
    targets: [TARGETS
    ]
)
";

pub(super) fn run(job: &mut Job<'_>) -> Result<()> {
    let root = Root::with_swift(job)?;
    let package = root.built("target").join(PACKAGE);
    swift::make(job.place, &mut job.runner, &package)?;
    tests(job, &root, "/build/target/swift/LibMFA")?;
    consumer(job, &root)?;
    documents(job, &root)?;
    examples(job, &root)
}

/// Each block of Swift in the documents is a module that builds.
fn documents(job: &mut Job<'_>, root: &Root) -> Result<()> {
    let blocks = tagged(job, "swift")?;
    let folder = root.built("documents");
    let mut targets = String::new();
    for (number, block) in blocks.iter().enumerate() {
        block.write(&folder.join(format!("Sources/Document{number}/Block.swift")), "")?;
        targets.push_str(&format!("\n        .target(name: \"Document{number}\", dependencies: dependencies),"));
    }
    fs::write(folder.join("Package.swift"), DOCUMENTS.replace("TARGETS", &targets))
        .doing("cannot write the manifest")?;
    let what = format!("the {} blocks of Swift in the documents build", blocks.len());
    job.check(&what, &mut in_folder(root, "/build/documents", &format!("swift build {STRICT}"))).map(drop)
}

fn consumer(job: &mut Job<'_>, root: &Root) -> Result<()> {
    let version = Metadata::read(job.place)?.version("mfa-bindings")?;
    job.runner.must(&mut root.shell(&[], &CONSUMER.replace("VERSION", &version)))?;
    let outcome = job.runner.run(&mut in_folder(root, "/build/consumer", "swift run"))?;
    let right = outcome.succeeded() && outcome.output.lines().last() == Some("94287082");
    let outcome = if right { Ok(()) } else { Err(outcome.told()) };
    job.test("a program that knows the package's address and version builds without a flag, and runs", outcome)
}

/// They look for the package where it is from their folder on.
fn examples(job: &mut Job<'_>, root: &Root) -> Result<()> {
    copy_folder(&job.place.root().join(EXAMPLES), &root.built(EXAMPLES), &[])?;
    tests(job, root, &format!("/build/{EXAMPLES}"))
}

fn tests(job: &mut Job<'_>, root: &Root, folder: &str) -> Result<()> {
    let line = format!("swift test {STRICT}");
    job.tests_of(Harness::Xctest, &mut in_folder(root, folder, &line))
}

fn in_folder(root: &Root, folder: &str, line: &str) -> Command {
    root.shell(&[&["-C", folder], &ENVIRONMENT[..]].concat(), line)
}
