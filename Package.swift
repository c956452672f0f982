// swift-tools-version: 6.2
import CompilerPluginSupport
import PackageDescription

// What is wrong with the style of mutated sources is no error: see .ci/untrusted/mutate.
let isMutated = Context.environment["OUTBOARD_MUTATION"] != nil

let strictness: [SwiftSetting] = [
    .strictMemorySafety(),  // SE-0458
    .treatAllWarnings(as: .error),  // SE-0480
]

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
    ] + (isMutated ? [] : strictness)

// Fixtures do on purpose what strict memory safety is there to prevent.
let fixtureSettings: [SwiftSetting] = [.swiftLanguageMode(.v6), .enableUpcomingFeature("MemberImportVisibility")]

// Examples read as in anybody's package: without the features that change the meaning of an import.
let exampleSettings: [SwiftSetting] = [.swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error)]

// What more than one target depends on.
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let coreMetrics = Target.Dependency.product(
    name: "CoreMetrics", package: "swift-metrics", condition: .when(traits: ["Metrics"]))
let serviceLifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle", condition: .when(traits: ["ServiceLifecycle"]))
let tracing = Target.Dependency.product(
    name: "Tracing", package: "swift-distributed-tracing", condition: .when(traits: ["Tracing"]))

// What tests build and start lies in `Tests/Fixtures`, in folders of their names.
extension Target {
    static func fixture(
        _ name: String, _ dependencies: [Dependency] = [], settings: [SwiftSetting]? = fixtureSettings
    ) -> Target {
        .target(name: name, dependencies: dependencies, path: "Tests/Fixtures/\(name)", swiftSettings: settings)
    }

    static func fixtureProgram(
        _ name: String, _ dependencies: [Dependency] = [], settings: [SwiftSetting]? = fixtureSettings
    ) -> Target {
        .executableTarget(
            name: name, dependencies: dependencies, path: "Tests/Fixtures/\(name)", swiftSettings: settings)
    }
}

let package = Package(
    name: "outboard",
    products: [
        .library(name: "Outboard", targets: ["Outboard"]),
        .library(name: "OutboardPlugin", targets: ["OutboardPlugin"]),
        .library(name: "OutboardTesting", targets: ["OutboardTesting"]),
        .library(name: "COutboard", targets: ["COutboard"]),
        // The command-line tool.
        .executable(name: "outboard", targets: ["OutboardTool"]),
        .executable(name: "user-manager-plugin", targets: ["UserManagerPlugin"]),
        .executable(name: "user-manager-demo", targets: ["UserManagerDemo"]),
        // For a module that holds an interface and is imported by host and plugin alike.
        .library(name: "OutboardCore", targets: ["OutboardCore"]),
        // The rings alone, for those who measure or build on them.
        .library(name: "OutboardRing", targets: ["OutboardRing"]),
    ],
    traits: [
        .trait(name: "Macros", description: "Adds @PluginInterface and @WireValue; builds swift-syntax."),
        .trait(name: "Verification", description: "Adds digests of programs; builds swift-crypto."),
        .trait(name: "ServiceLifecycle", description: "Makes a supervised plugin a Service."),
        .trait(name: "Metrics", description: "Tells swift-metrics about calls, errors and restarts."),
        .trait(name: "Tracing", description: "Gives each call a span on each side, in the caller's trace."),
        .default(enabledTraits: ["Macros"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", "4.0.0"..<"5.0.0"),
        // Only for the command-line tool.
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0"),
        // Neither fetched nor built without their traits.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.6.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.2.0"),
        .package(url: "https://github.com/swiftlang/swift-syntax.git", "602.0.0"..<"605.0.0"),
    ],
    targets: [
        // The shared-memory contract, in C.
        .target(name: "COutboard"),
        // System calls that Swift cannot see, and the code that runs between clone and exec.
        .target(name: "COutboardLinux"),
        // The io_uring calls of a host; no plugin links liburing.
        .target(name: "COutboardUring", linkerSettings: [.linkedLibrary("uring")]),
        // The system calls of a sandboxed plugin, over libseccomp; no plugin links it.
        .target(name: "COutboardSeccomp", linkerSettings: [.linkedLibrary("seccomp")]),
        // Records, rings and blocks: pure memory.
        .target(name: "OutboardRing", dependencies: ["COutboard"], swiftSettings: settings),
        // Owned Linux resources, waiting and process launch.
        .target(
            name: "OutboardSystem",
            dependencies: [
                "COutboard",
                "COutboardLinux",
                systemPackage,
            ],
            swiftSettings: settings
        ),
        // All that reads what a plugin wrote, and checks it; no operation in it may trap.
        .target(
            name: "OutboardUntrusted",
            dependencies: [
                "COutboard",
                "OutboardRing",
            ],
            swiftSettings: settings
        ),
        // Descriptors, calls and the handshake: what host and plugin share.
        .target(
            name: "OutboardCore",
            dependencies: [
                "COutboard",
                "COutboardLinux",
                "OutboardRing",
                "OutboardSystem",
                "OutboardUntrusted",
                systemPackage,
                .target(name: "OutboardMacros", condition: .when(traits: ["Macros"])),
                coreMetrics,
                tracing,
            ],
            swiftSettings: settings
        ),
        .macro(
            name: "OutboardMacros",
            dependencies: [
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax", condition: .when(traits: ["Macros"])),
                .product(name: "SwiftCompilerPlugin", package: "swift-syntax", condition: .when(traits: ["Macros"])),
            ],
            swiftSettings: settings
        ),
        // The host library.
        .target(
            name: "Outboard",
            dependencies: [
                "COutboard", "COutboardSeccomp", "COutboardUring", "OutboardCore", "OutboardRing", "OutboardSystem",
                "OutboardUntrusted",
                .product(name: "Crypto", package: "swift-crypto", condition: .when(traits: ["Verification"])),
                logging,
                systemPackage,
                coreMetrics,
                serviceLifecycle,
            ],
            swiftSettings: settings
        ),
        // The plugin SDK.
        .target(
            name: "OutboardPlugin",
            dependencies: [
                "COutboard", "COutboardLinux", "OutboardCore", "OutboardRing", "OutboardSystem", "OutboardUntrusted",
                logging,
                systemPackage,
            ],
            swiftSettings: settings
        ),
        // The command-line tool.
        .executableTarget(
            name: "OutboardTool",
            dependencies: [
                "Outboard", "OutboardSystem", systemPackage,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "OutboardToolTests",
            dependencies: [
                "Outboard", "ProbeInterface", logging,
                // Only so that they are built.
                "OutboardTool", "ProbePlugin", "CPlugin", "LaunchFixture",
            ],
            swiftSettings: fixtureSettings),
        // An in-process pair for tests of interfaces and plugins.
        .target(
            name: "OutboardTesting",
            dependencies: [
                "OutboardCore", "OutboardRing", "OutboardSystem",
                systemPackage,
            ],
            swiftSettings: settings
        ),
        // The README's example.
        .target(
            name: "GreeterInterface", dependencies: ["OutboardCore"], path: "Sources/Examples/Hello/GreeterInterface",
            swiftSettings: exampleSettings),
        .executableTarget(
            name: "GreeterPlugin", dependencies: ["GreeterInterface", "OutboardPlugin"],
            path: "Sources/Examples/Hello/GreeterPlugin", swiftSettings: exampleSettings),
        .executableTarget(
            name: "GreeterHost", dependencies: ["GreeterInterface", "Outboard"],
            path: "Sources/Examples/Hello/GreeterHost", swiftSettings: exampleSettings),
        // A plugin that calls its host back, as the articles about that show it.
        .target(
            name: "IndexerInterface", dependencies: ["OutboardCore"], path: "Sources/Examples/Indexer/IndexerInterface",
            swiftSettings: exampleSettings),
        .executableTarget(
            name: "IndexerPlugin", dependencies: ["IndexerInterface", "OutboardPlugin"],
            path: "Sources/Examples/Indexer/IndexerPlugin", swiftSettings: exampleSettings),
        .executableTarget(
            name: "IndexerHost", dependencies: ["IndexerInterface", "Outboard"],
            path: "Sources/Examples/Indexer/IndexerHost", swiftSettings: exampleSettings),
        // What the getting-started articles show.
        .target(
            name: "SpellerInterface", dependencies: ["OutboardCore"], path: "Tests/Fixtures/Articles/SpellerInterface",
            swiftSettings: exampleSettings),
        .executableTarget(
            name: "SpellerPlugin", dependencies: ["SpellerInterface", "OutboardPlugin"],
            path: "Tests/Fixtures/Articles/SpellerPlugin", swiftSettings: exampleSettings),
        .executableTarget(
            name: "SpellerHost",
            dependencies: ["SpellerInterface", "Outboard", logging],
            path: "Tests/Fixtures/Articles/SpellerHost", swiftSettings: exampleSettings),
        .target(
            name: "Station", dependencies: ["OutboardCore"], path: "Tests/Fixtures/Articles/Station",
            swiftSettings: exampleSettings),
        .target(
            name: "Lending", dependencies: ["Outboard"], path: "Tests/Fixtures/Articles/Lending",
            swiftSettings: exampleSettings),
        // The example of docs/migrating-from-go-plugin.md.
        .target(
            name: "KVInterface", dependencies: ["OutboardCore"], path: "Sources/Examples/KeyValue/KVInterface",
            swiftSettings: exampleSettings),
        .executableTarget(
            name: "KVStore", dependencies: ["KVInterface", "OutboardPlugin"],
            path: "Sources/Examples/KeyValue/KVStore", swiftSettings: exampleSettings),
        .executableTarget(
            name: "KVHost", dependencies: ["KVInterface", "Outboard"], path: "Sources/Examples/KeyValue/KVHost",
            swiftSettings: exampleSettings),
        // The running example: an interface with its implementation, a plugin that serves it, and `make demo`.
        .target(
            name: "UserManager",
            dependencies: ["OutboardCore", systemPackage],
            path: "Sources/Examples/UserManager", swiftSettings: exampleSettings),
        .executableTarget(
            name: "UserManagerPlugin", dependencies: ["OutboardPlugin", "UserManager"],
            path: "Sources/Examples/UserManagerPlugin", swiftSettings: exampleSettings),
        .executableTarget(
            name: "UserManagerDemo",
            dependencies: ["Outboard", "UserManager", systemPackage],
            path: "Sources/Examples/UserManagerDemo", resources: [.copy("users.json")],
            swiftSettings: exampleSettings),
        .testTarget(
            name: "ExamplesTests",
            dependencies: [
                "Outboard", "OutboardTesting", "UserManager", "GreeterInterface", "SpellerInterface", "SpellerPlugin",
                "KVInterface",
                // Only so that they are built.
                "UserManagerPlugin", "UserManagerDemo", "GreeterPlugin", "GreeterHost", "SpellerHost", "Station",
                "Lending", "KVStore", "KVHost", "IndexerPlugin", "IndexerHost", "IndexerInterface",
            ],
            swiftSettings: fixtureSettings),
        // Programs to launch, and hosts to kill.
        .fixtureProgram("LaunchFixture", ["COutboardLinux"], settings: nil),
        .fixtureProgram("LaunchHostFixture", ["OutboardSystem"], settings: settings),
        .testTarget(
            name: "OutboardSystemTests",
            dependencies: [
                "OutboardSystem", "LaunchFixture", "LaunchHostFixture",
                systemPackage,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "OutboardMacrosTests",
            dependencies: [
                "OutboardCore",
                .target(name: "OutboardMacros", condition: .when(traits: ["Macros"])),
                .product(
                    name: "SwiftSyntaxMacrosGenericTestSupport", package: "swift-syntax",
                    condition: .when(traits: ["Macros"])),
            ],
            swiftSettings: settings),
        // The other end of a ring, in a process of its own.
        .fixtureProgram("RingPeer", ["OutboardRing"]),
        .testTarget(
            name: "OutboardRingTests",
            dependencies: ["COutboard", "OutboardRing", "OutboardSystem", "RingPeer", "TestLoad"],
            swiftSettings: fixtureSettings),
        .testTarget(
            name: "OutboardUntrustedTests",
            dependencies: ["COutboard", "OutboardRing", "OutboardUntrusted"],
            swiftSettings: fixtureSettings),
        .testTarget(
            name: "OutboardCoreTests",
            dependencies: [
                "COutboard", "OutboardCore", "OutboardRing", "OutboardSystem", "OutboardTesting", "ProbeInterface",
                "NotesInterface", "ShelfInterface", "FramesInterface", "TestLoad", systemPackage,
            ],
            swiftSettings: fixtureSettings),
        // How much the long tests do, and whether a sanitizer watches.
        .fixture("TestLoad"),
        // A plugin that does what the integration tests ask for.
        .fixture("ProbeInterface", ["OutboardCore"], settings: settings),
        .fixtureProgram("ProbePlugin", ["OutboardPlugin", "ProbeInterface"]),
        // A plugin that is given up on, in a process or not.
        .fixture("PatienceInterface", ["OutboardCore"], settings: settings),
        .fixtureProgram("PatiencePlugin", ["OutboardPlugin", "PatienceInterface"]),
        // A plugin that calls its host back, in a process or not.
        .fixture("ArchiveInterface", ["OutboardCore", "OutboardSystem"], settings: settings),
        .fixtureProgram("ArchivePlugin", ["ArchiveInterface", "OutboardPlugin"]),
        // A plugin whose callers do not wait, in a process or not.
        .fixture("NotesInterface", ["OutboardCore", "OutboardSystem"], settings: settings),
        .fixtureProgram("NotesPlugin", ["OutboardPlugin", "NotesInterface"]),
        // A plugin that serves two interfaces, in as many instances as its host makes.
        .fixture("ShelfInterface", ["OutboardCore", "OutboardSystem"], settings: settings),
        .fixtureProgram("ShelfPlugin", ["OutboardPlugin", "ShelfInterface"]),
        // A plugin that is lent its arguments, in a process or not.
        .fixture("FramesInterface", ["OutboardCore", "OutboardSystem"]),
        .fixtureProgram("FramesPlugin", ["OutboardPlugin", "FramesInterface"]),
        // A plugin that serves several versions of an interface.
        .fixture("SumsInterface", ["OutboardCore"], settings: settings),
        .fixtureProgram("SumsPlugin", ["OutboardPlugin", "SumsInterface"]),
        // A plugin that logs, and one that logs what is no record.
        .fixture("LogInterface", ["OutboardCore", tracing], settings: settings),
        .fixtureProgram("LogPlugin", ["COutboard", "LogInterface", "OutboardPlugin", tracing]),
        // Kills plugins at random moments under load: the program of `make kill-campaign`.
        .fixture("HeapUse", settings: nil),
        .target(
            name: "KillCampaign",
            dependencies: [
                "HeapUse", "Outboard", "OutboardSystem", "ProbeInterface", "NotesInterface", logging,
            ],
            path: "Tests/KillCampaign", swiftSettings: fixtureSettings),
        .fixtureProgram("KillCampaignRunner", ["KillCampaign"]),
        // Plugins in C: one written from docs/abi.md alone, and the program that the page prints.
        .fixtureProgram("CPlugin", ["COutboard"], settings: nil),
        .fixtureProgram("CSkeleton", ["COutboard"], settings: nil),
        // A hostile plugin, written from docs/abi.md alone, and a host that is attacked by it.
        .fixtureProgram("Hostile", ["COutboard"], settings: nil),
        .fixtureProgram("HostileHost", ["Outboard", "OutboardCore", "OutboardSystem", logging]),
        // A plugin that tries what a sandbox forbids, and its host.
        .fixtureProgram("SandboxFixture", settings: nil),
        .fixtureProgram("SandboxHost", ["Outboard", "OutboardSystem", logging]),
        .fixtureProgram("ControlFixture", ["COutboard"], settings: nil),
        .testTarget(
            name: "COutboardTests", dependencies: ["COutboard", "OutboardCore", "OutboardRing"],
            swiftSettings: fixtureSettings),
        // Waiting, on both backends.
        .testTarget(
            name: "OutboardTests",
            dependencies: [
                "COutboardSeccomp", "ForbiddenCalls", "Outboard", "OutboardCore", "OutboardSystem", systemPackage,
                logging,
            ],
            swiftSettings: fixtureSettings),
        // A host under limits, and what sets them.
        .fixture("ForbiddenCalls", settings: nil),
        .fixtureProgram("WaitFixture", ["ForbiddenCalls", "Outboard", "ProbeInterface", logging]),
        // Hosts that hand their plugins over, and one that dies.
        .fixtureProgram("UpgradeHost", ["Outboard", "OutboardSystem", "ShelfInterface", logging]),
        .fixtureProgram("HostFixture", ["Outboard", "ProbeInterface"]),
        .testTarget(
            name: "OutboardIntegrationTests",
            dependencies: [
                "COutboard", "Outboard", "OutboardCore", "OutboardRing", "OutboardSystem", "OutboardTesting",
                "ProbeInterface", "ProbePlugin", "PatienceInterface", "PatiencePlugin", "NotesInterface", "NotesPlugin",
                "ShelfInterface", "ShelfPlugin", "SumsInterface", "SumsPlugin", "LogInterface", "LogPlugin",
                "FramesInterface", "FramesPlugin", "ArchiveInterface", "ArchivePlugin",
                "HostFixture", "UpgradeHost", "WaitFixture", "ControlFixture", "SandboxFixture", "SandboxHost",
                "Hostile", "HostileHost", "KillCampaignRunner", "CPlugin", "CSkeleton", "ForbiddenCalls", "TestLoad",
                systemPackage, logging, coreMetrics, serviceLifecycle, tracing,
                .product(name: "MetricsTestKit", package: "swift-metrics", condition: .when(traits: ["Metrics"])),
            ],
            swiftSettings: fixtureSettings),
    ]
)

// What the mutants of OutboardUntrusted are tested with, and no more: they are built together with it.
if isMutated {
    let kept: Set = [
        "COutboard", "COutboardLinux", "OutboardRing", "OutboardSystem", "OutboardUntrusted", "OutboardCore",
        "OutboardMacros", "OutboardTesting", "ProbeInterface", "NotesInterface", "ShelfInterface", "FramesInterface",
        "TestLoad", "OutboardUntrustedTests", "OutboardCoreTests", "OutboardSystemTests", "LaunchFixture",
        "LaunchHostFixture",
    ]
    package.targets.removeAll { !kept.contains($0.name) }
    package.products = []
}

// What libFuzzer drives: only linked with its main function, so only built by Tests/Fuzzing/run.
if Context.environment["OUTBOARD_FUZZ"] != nil {
    package.targets += [
        .target(
            name: "FuzzTargets",
            dependencies: [
                "COutboard", "Outboard", "OutboardCore", "OutboardRing", "OutboardSystem", "OutboardUntrusted",
                logging,
            ],
            path: "Tests/Fuzzing/Targets", swiftSettings: fixtureSettings),
        .executableTarget(name: "Fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzzing/Driver"),
    ]
}

// The DocC plugin only joins when documentation is being built, so that no user resolves it.
if Context.environment["OUTBOARD_DOCS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin.git", from: "1.5.0"))
}
