// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),  // SE-0458
    .treatAllWarnings(as: .error),  // SE-0480
    .enableUpcomingFeature("ExistentialAny"),  // SE-0335
    .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
    .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
]

// A package of its own, so that neither Outboard nor its benchmarks fetch gRPC.
let package = Package(
    name: "grpc-swift-peer",
    dependencies: [
        .package(url: "https://github.com/grpc/grpc-swift-2.git", from: "2.4.0"),
        // From 2.8 on it says whether small writes wait for others.
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport.git", from: "2.8.0"),
    ],
    targets: [
        // What measures peers that are written in C, through a link to its sources.
        .target(
            name: "Harness",
            exclude: ["shell.bash"],
            publicHeadersPath: ".",
            linkerSettings: [.linkedLibrary("m")]
        ),
        .executableTarget(
            name: "GRPCSwiftPeer",
            dependencies: [
                "Harness",
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
            ],
            swiftSettings: settings
        ),
    ],
    cLanguageStandard: .gnu17
)
