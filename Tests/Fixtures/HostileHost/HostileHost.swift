import Foundation
import Logging
import Outboard

/// A host that is attacked: a hostile plugin beside an honest one, under one oracle.
///
///     HostileHost ATTACK SEED LEVEL
///
/// Prints a line that begins with "ok" or "FAILED", and exits with 0 or 1.
@main
struct HostileHost {
    static let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path(percentEncoded: false)
    static let callLimit = Duration.milliseconds(200)
    /// How long the attacked plugin is called.
    static let phase = Duration.milliseconds(400)
    /// Buffers, stacks and allocators' reserves; a leak in a loop is more.
    static let growthLimit = 128 << 20

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let level = PluginSandbox.Level(rawValue: arguments[3]) else { exit(2) }
        let host = HostileHost(attack: arguments[1], seed: arguments[2], level: level)
        let backend = try await host.run()
        let seen = host.oracle.result
        let outcomes = seen.outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        print(
            "\(seen.failures.isEmpty ? "ok" : "FAILED") \(arguments[1]) seed \(arguments[2]) \(level) \(backend): "
                + "\(outcomes); honest \(seen.honestCalls), slowest \(seen.slowestHonest)")
        for failure in seen.failures { print("  \(failure)") }
        exit(seen.failures.isEmpty ? 0 : 1)
    }

    let attack: String
    let seed: String
    let level: PluginSandbox.Level
    let oracle = Oracle()

    private func options(_ attack: String, neighbour: PluginHandle? = nil) -> PluginOptions {
        var options = PluginOptions.defaults
        options.arguments = ["--attack=\(attack)", "--seed=\(seed)"]
        options.environment = neighbour.map { ["OUTBOARD_TEST_NEIGHBOUR": "\($0.processID)"] } ?? [:]
        options.lanes = 2
        options.startTimeout = attack == "A62" ? .seconds(1) : .seconds(30)
        options.callTimeout = Self.callLimit
        options.stopGrace = .milliseconds(200)
        options.terminationGrace = .milliseconds(100)
        options.maximumPayloadBytes = 16 << 20
        options.maximumLentBytes = 64 << 20
        options.sandbox.level = level
        options.sandbox.memoryLimit = 256 << 20
        options.logger = Logger(label: "hostile") { [oracle] _ in Listener(oracle: oracle) }
        return options
    }

    /// Everything, in order; returns what the host waits with.
    func run() async throws -> WaitBackend {
        // What all starts share is made by the first, and what tasks wake up with by the first sleep.
        try await useHonestly()
        try await Task.sleep(for: .milliseconds(20))
        var honestOptions = PluginOptions.defaults
        honestOptions.callTimeout = .seconds(20)
        honestOptions.lanes = 2
        let honest = try await PluginHandle.start(at: Self.folder + "CSkeleton", options: honestOptions)
        let greeter = try honest.client(GreeterClient.self)
        let before = await settled { $0.children <= 1 }

        async let neighbour: Void = callHonestly(greeter)
        await attackOnce(honest)
        await neighbour
        try await useHonestly()

        let after = await settled { $0.descriptors <= before.descriptors && $0.children <= before.children }
        if after.descriptors > before.descriptors || after.children > before.children
            || after.residentBytes - before.residentBytes > Self.growthLimit
        {
            oracle.fail("held \(before) before and \(after) after")
        }
        let backend = honest.waitBackend
        await honest.stop()
        return backend
    }

    /// The same program, when it does not attack.
    private func useHonestly() async throws {
        var options = options("none")
        options.callTimeout = .seconds(20)
        let plugin = try await PluginHandle.start(at: Self.folder + "Hostile", options: options)
        let answer = try await plugin.client(GreeterClient.self).greetSuspending(name: "first")
        if answer != "Hello, first" { oracle.fail("honestly, it said \(answer)") }
        await plugin.stop()
    }

    /// What is held once that is in order, or after ten seconds.
    private func settled(_ isInOrder: (Holdings) -> Bool) async -> Holdings {
        var holdings = Holdings()
        for _ in 0..<500 where !isInOrder(holdings) {
            try? await Task.sleep(for: .milliseconds(20))
            holdings = Holdings()
        }
        return holdings
    }

    private func callHonestly(_ greeter: GreeterClient) async {
        let clock = ContinuousClock()
        let end = clock.now + Self.phase + Self.callLimit
        var number = 0
        while clock.now < end {
            let name = "secret of \(number)"
            let start = clock.now
            let outcome = await Self.outcome { try await greeter.greetSuspending(name: name) }
            oracle.honest(clock.now - start, expecting: "Hello, " + name, outcome)
            number += 1
        }
    }

    private func attackOnce(_ honest: PluginHandle) async {
        let plugin: PluginHandle
        let greeter: GreeterClient
        do {
            plugin = try await PluginHandle.start(
                at: Self.folder + "Hostile", options: options(attack, neighbour: honest))
            greeter = try plugin.client(GreeterClient.self)
        } catch {
            oracle.attacked(.zero, limit: .zero, .failure(error))
            return
        }
        let clock = ContinuousClock()
        let end = clock.now + Self.phase
        await withTaskGroup { group in
            for caller in 0..<4 {
                group.addTask {
                    var count = 0
                    while clock.now < end, plugin.isRunning, count < 2000 {
                        let start = clock.now
                        let name = "\(caller)"
                        let outcome = await Self.outcome {
                            try await caller % 2 == 0
                                ? Self.onThread { try greeter.greet(name: name) } : greeter.greetSuspending(name: name)
                        }
                        oracle.attacked(clock.now - start, limit: Self.callLimit, outcome)
                        count += 1
                    }
                }
            }
        }
        let start = clock.now
        await plugin.stop()
        if clock.now - start > Oracle.patience { oracle.fail("stopping took \(clock.now - start)") }
    }

    private static func outcome(_ call: () async throws -> String) async -> Result<String, any Error> {
        do { return .success(try await call()) } catch { return .failure(error) }
    }

    /// On a thread that may block.
    private static func onThread(_ call: @escaping @Sendable () throws -> String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try call() }) }
        }
    }
}

/// Looks at lines and forgets them.
struct Listener: LogHandler {
    let oracle: Oracle
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { oracle.line("\(event.message)") }
}
