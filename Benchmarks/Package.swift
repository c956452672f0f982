// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "outboard-benchmarks",
    products: [
        .executable(name: "outboard-bench", targets: ["OutboardBench"]),
        .executable(name: "outboard-bench-plugin", targets: ["OutboardBenchPlugin"]),
    ],
    dependencies: [
        .package(name: "outboard", path: "..", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift.git", from: "0.2.0"),
    ],
    targets: [
        .executableTarget(
            name: "OutboardBench",
            dependencies: [
                "OutboardBenchPlugin",
                .product(name: "Outboard", package: "outboard"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ]),
        .executableTarget(name: "OutboardBenchPlugin", dependencies: [.product(name: "OutboardPlugin", package: "outboard")]),
    ]
)
