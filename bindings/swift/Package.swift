// swift-tools-version: 6.0
import PackageDescription

// On Linux the library is the archive in `lib/`, beside this file: it becomes part of the program. On Apple's systems it is an
// XCFramework, which brings the C module along. `cargo xtask swift` puts either in its place.
#if os(Linux)
let library = Target.systemLibrary(name: "LibMFAFFI")
// `-l:NAME` looks for NAME in each of the linker's folders, from where the path leads up to the root and down again. The plain
// way, `-L`, is an unsafe flag, which no package may have that others depend on by its version.
let up = String(repeating: "../", count: 32)
let linked = [LinkerSetting.linkedLibrary(":\(up)\(Context.packageDirectory.dropFirst())/lib/libmfa_bindings.a")]
#else
let library = Target.binaryTarget(name: "LibMFAFFI", path: "LibMFAFFI.xcframework")
let linked: [LinkerSetting] = []
#endif

let package = Package(
    name: "LibMFA",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [.library(name: "LibMFA", targets: ["LibMFA"])],
    targets: [
        library,
        // Generated, and no API.
        .target(name: "LibMFABridge", dependencies: ["LibMFAFFI"], linkerSettings: linked),
        .target(
            name: "LibMFA",
            dependencies: ["LibMFABridge"],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ]
        ),
        // What calls cost: `swift run -c release Cost`.
        .executableTarget(name: "Cost", dependencies: ["LibMFA"]),
        .testTarget(name: "LibMFATests", dependencies: ["LibMFA", "LibMFABridge"]),
    ],
    swiftLanguageModes: [.v6]
)
