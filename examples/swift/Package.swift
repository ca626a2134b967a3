// swift-tools-version: 6.0
import PackageDescription

// The folder that `cargo xtask swift` makes, or that one of the variable LIBMFA_PACKAGE.
let libmfa = Context.environment["LIBMFA_PACKAGE"] ?? "../../target/swift/LibMFA"
// SwiftPM calls a package in a folder by the folder's name.
let identity = String(libmfa.split(separator: "/").last ?? "LibMFA")
let face = Target.Dependency.product(name: "LibMFA", package: identity)

let package = Package(
    name: "examples",
    platforms: [.macOS(.v13)],
    dependencies: [.package(path: libmfa)],
    targets: [
        // Options, questions and answers: what a program for the terminal needs, whatever it is about.
        .target(name: "Console"),
        // Accounts and where they are kept.
        .target(name: "Vault", dependencies: [face]),
        .executableTarget(name: "authenticator", dependencies: [face, "Console", "Vault"]),
        .executableTarget(name: "laptop", dependencies: [face, "Console"]),
        // They run the two programs, which SwiftPM has built by then.
        .testTarget(
            name: "ExampleTests",
            dependencies: [face, "Console", "Vault", "authenticator", "laptop"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
