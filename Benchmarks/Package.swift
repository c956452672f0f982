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

// A package of its own, so that nobody who uses Outboard fetches what only the benchmarks need.
let package = Package(
    name: "outboard-benchmarks",
    products: [
        .executable(name: "outboard-bench", targets: ["OutboardBench"]),
        .executable(name: "outboard-bench-plugin", targets: ["OutboardBenchPlugin"]),
        .executable(name: "outboard-bench-small", targets: ["OutboardBenchSmall"]),
        .library(name: "BenchUserLibrary", type: .dynamic, targets: ["BenchUserLibrary"]),
    ],
    dependencies: [
        // Without the trait Macros, and so without swift-syntax.
        .package(name: "outboard", path: "..", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.5.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift.git", from: "0.2.0"),
    ],
    targets: [
        // Counters of allocations and system calls, and where threads run.
        .target(name: "CBench"),
        // What both processes have: the measured interface, and both halves of the loops below it.
        .target(
            name: "BenchInterface",
            dependencies: [
                "CBench",
                .product(name: "OutboardCore", package: "outboard"),
                .product(name: "OutboardRing", package: "outboard"),
            ],
            swiftSettings: settings
        ),
        // The example's interface and implementation, through a link to its sources: a package can only depend on
        // products of another one. Its name differs, because target names are unique across packages.
        .target(
            name: "BenchUserManager",
            dependencies: [
                .product(name: "OutboardCore", package: "outboard"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        // The same as a shared library, which is loaded and not linked.
        .target(name: "BenchUserLibrary", dependencies: ["BenchUserManager"], swiftSettings: settings),
        .executableTarget(
            name: "OutboardBench",
            dependencies: [
                "BenchInterface",
                "BenchUserManager",
                // Not linked: built along, so that they lie beside the program that starts them.
                "OutboardBenchPlugin",
                "OutboardBenchSmall",
                .product(name: "Outboard", package: "outboard"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "OutboardBenchPlugin",
            dependencies: [
                "BenchInterface",
                "BenchUserManager",
                .product(name: "OutboardPlugin", package: "outboard"),
            ],
            swiftSettings: settings
        ),
        // As small as a plugin can be that has the same methods: with the libraries of Swift in the program.
        .executableTarget(
            name: "OutboardBenchSmall",
            dependencies: [
                "BenchInterface",
                .product(name: "OutboardPlugin", package: "outboard"),
            ],
            swiftSettings: settings,
            linkerSettings: [.unsafeFlags(["-static-stdlib"])]
        ),
    ]
)
