import Foundation
import Logging
import Outboard

/// A host that is attacked: a hostile plugin beside an honest one, under one oracle.
///
///     HostileHost ATTACK SEED LEVEL
///
/// Prints a line that begins with "ok" or "FAILED", and exits with 0 or 1; where there is no sandbox of that level, with
/// "unavailable" and 77. `OUTBOARD_HOSTILE_PHASE` is how long the plugin is called, in milliseconds;
/// `OUTBOARD_HOSTILE_PLUGINS` a folder with the plugins, if they are not beside this program.
@main
struct HostileHost {
    private static let environment = ProcessInfo.processInfo.environment
    private static let folder =
        environment["OUTBOARD_HOSTILE_PLUGINS"]
        ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path(percentEncoded: false)
    static let callLimit = Duration.milliseconds(200)
    /// How long a plugin is called.
    static let phase = Duration.milliseconds(environment["OUTBOARD_HOSTILE_PHASE"].flatMap { Int($0) } ?? 150)

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let level = PluginSandbox.Level(rawValue: arguments[3]) else { exit(2) }
        setenv("OUTBOARD_TEST_SECRET", "secret of the host", 1)
        let service = LocalService()
        let host = HostileHost(attack: arguments[1], seed: arguments[2], level: level, service: service?.path ?? "")
        let verdict = try await host.run()
        service?.remove()
        print("\(verdict.word) \(arguments[1]) seed \(arguments[2]) \(level) \(verdict.text)")
        for failure in verdict.failures { print("  \(failure)") }
        exit(verdict.exitCode)
    }

    let attack: String
    let seed: String
    let level: PluginSandbox.Level
    let service: String
    let oracle = Oracle()

    private func options(_ attack: String, neighbour: PluginHandle) -> PluginOptions {
        var options = PluginOptions.defaults
        options.arguments = ["--attack=\(attack)", "--seed=\(seed)"]
        options.environment = [
            "OUTBOARD_TEST_NEIGHBOUR": "\(neighbour.processID)", "OUTBOARD_TEST_SERVICE": service,
        ]
        options.lanes = 2
        options.startTimeout = attack == "A62" ? .seconds(1) : .seconds(30)
        options.callTimeout = attack == "none" ? .seconds(20) : Self.callLimit
        options.stopGrace = .milliseconds(200)
        options.terminationGrace = .milliseconds(100)
        options.maximumPayloadBytes = 16 << 20
        options.maximumLentBytes = 64 << 20
        options.sandbox.level = level
        options.sandbox.memoryLimit = 256 << 20
        options.logger = Logger(label: "hostile") { [oracle] _ in Listener(oracle: oracle) }
        return options
    }

    /// Everything, in order.
    private func run() async throws -> Verdict {
        // What tasks wake up with is made by the first sleep.
        try await Task.sleep(for: .milliseconds(20))
        var honestOptions = PluginOptions.defaults
        honestOptions.callTimeout = .seconds(20)
        honestOptions.lanes = 2
        let honest = try await PluginHandle.start(at: Self.folder + "/CSkeleton", options: honestOptions)
        let greeter = try honest.client(GreeterClient.self)
        do {
            // What all starts share is made by the first.
            let plugin = try await start("none", honest)
            await plugin.stop()
        } catch let error as OutboardError where level > .baseline {
            await honest.stop()
            return Verdict(unavailable: error.message)
        }
        // The same load without an attack: what the honest plugin is compared with.
        await phase("none", honest, greeter)
        let quiet = oracle.take()
        if Set(quiet.outcomes.keys) != ["value"] { oracle.fail("honestly, its calls ended in \(quiet.outcomes)") }
        let before = await settled { $0.children <= 1 }
        let idle = await phase(attack, honest, greeter)
        let seen = oracle.take()
        await useHonestly(honest)
        let after = await settled { $0.descriptors <= before.descriptors && $0.children <= before.children }
        let backend = honest.waitBackend
        await honest.stop()
        return Verdict(
            attack: attack, backend: backend, quiet: quiet, seen: seen, idle: idle, held: (before, after),
            failures: oracle.take().failures)
    }

    private func start(_ attack: String, _ honest: PluginHandle) async throws -> PluginHandle {
        try await PluginHandle.start(at: Self.folder + "/Hostile", options: options(attack, neighbour: honest))
    }

    /// The same program, when it does not attack, after the attack.
    private func useHonestly(_ honest: PluginHandle) async {
        do {
            let plugin = try await start("none", honest)
            let answer = try await plugin.client(GreeterClient.self).greetSuspending(name: "first")
            if answer != "Hello, first" { oracle.fail("after the attack, it said \(answer)") }
            await plugin.stop()
        } catch {
            oracle.fail("after the attack, \(error)")
        }
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

    // MARK: A phase

    /// Calls the plugin and the honest one at the same time, then nobody, then stops it.
    ///
    /// - Returns: How much of a processor the host used while nobody was called; nil if the plugin was gone by then.
    @discardableResult
    private func phase(_ attack: String, _ honest: PluginHandle, _ greeter: GreeterClient) async -> Double? {
        async let neighbour: Void = callHonestly(greeter)
        let plugin: PluginHandle
        do {
            plugin = try await start(attack, honest)
            let limit = attack == "none" ? .seconds(20) : Self.callLimit
            await call(try plugin.client(GreeterClient.self).serving(GreeterService()), of: plugin, limit)
        } catch {
            oracle.attacked(.zero, limit: .zero, .failure(error))
            await neighbour
            return nil
        }
        await neighbour
        let idle = attack == "none" ? nil : await idle(plugin)
        let clock = ContinuousClock()
        let start = clock.now
        await plugin.stop()
        if clock.now - start > Oracle.patience { oracle.fail("stopping took \(clock.now - start)") }
        return idle
    }

    /// Lets the plugin do as it likes while nobody calls.
    private func idle(_ plugin: PluginHandle) async -> Double? {
        let clock = ContinuousClock()
        let (start, used) = (clock.now, Holdings.processorTime)
        try? await Task.sleep(for: Self.phase / 2)
        guard plugin.isRunning else { return nil }
        return (Holdings.processorTime - used) / (clock.now - start)
    }

    private func callHonestly(_ greeter: GreeterClient) async {
        let clock = ContinuousClock()
        let end = clock.now + Self.phase
        var number = 0
        while clock.now < end {
            let name = "secret of \(number)"
            let start = clock.now
            let outcome = await Self.outcome { try await greeter.greetSuspending(name: name) }
            oracle.honest(clock.now - start, expecting: "Hello, " + name, outcome)
            number += 1
        }
    }

    /// Two callers on threads and two in tasks, for the length of the phase.
    private func call(_ greeter: GreeterClient, of plugin: PluginHandle, _ limit: Duration) async {
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
                        oracle.attacked(clock.now - start, limit: limit, outcome)
                        count += 1
                    }
                }
            }
        }
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
