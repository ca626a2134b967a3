// swift-tools-version: 6.0
import PackageDescription

// On Linux the library is linked as the linker finds it: in `lib/`, beside this file. On Apple's systems it is an
// XCFramework, which brings the C module along. `cargo xtask swift` puts either in its place.
#if os(Linux)
let library = Target.systemLibrary(name: "LibMFAFFI")
#else
let library = Target.binaryTarget(name: "LibMFAFFI", path: "LibMFAFFI.xcframework")
#endif

let package = Package(
    name: "LibMFA",
    platforms: [.macOS(.v13), .iOS(.v16), .tvOS(.v16), .watchOS(.v9), .visionOS(.v1)],
    products: [.library(name: "LibMFA", targets: ["LibMFA"])],
    targets: [
        library,
        // Generated, and no API.
        .target(name: "LibMFABridge", dependencies: ["LibMFAFFI"]),
        .target(
            name: "LibMFA",
            dependencies: ["LibMFABridge"],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ]
        ),
        .testTarget(name: "LibMFATests", dependencies: ["LibMFA", "LibMFABridge"]),
    ],
    swiftLanguageModes: [.v6]
)
