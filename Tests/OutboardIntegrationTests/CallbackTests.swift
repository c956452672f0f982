import ArchiveInterface
import Outboard
import OutboardSystem
import OutboardTesting
import Testing

extension Integration {
    /// A plugin's method calls the host that called it.
    @Suite("A callback")
    struct CallbackTests {
        private static func code(_ error: (any Error)?) -> OutboardError.Code? { (error as? OutboardError)?.code }

        @Test(arguments: ArchivePlace.allCases) func `is served in order, by the task that called, with its values`(
            _ place: ArchivePlace
        ) async throws {
            try await place.withClient { client in
                let documents = HostDocuments()
                let archive = try client.serving(DocumentsDispatcher(documents))
                let contents = try await HostDocuments.$reader.withValue("Ada") {
                    try await archive.collect(["a", "bc", "", "def"])
                }
                #expect(String(decoding: contents, as: UTF8.self) == "abcdef")
                #expect(documents.readers == ["Ada", "Ada", "Ada", "Ada"])
                #expect(try await archive.misuse("length") == "1")
                // Tasks of one method take turns.
                let paths = (0..<50).map { "\($0)" }
                #expect(try await archive.collectAtOnce(paths) == 49 * 25)
                #expect(documents.mostRunning == 1)
            }
        }

        @Test(arguments: ArchivePlace.allCases) func `of many calls at once each finds its own`(
            _ place: ArchivePlace
        ) async throws {
            try await place.withClient { client in
                let archive = try client.serving(DocumentsDispatcher(HostDocuments()))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<60 {
                        group.addTask {
                            let paths = (0..<10).map { "<\(number):\($0)>" }
                            let contents = try await archive.collect(paths)
                            #expect(String(decoding: contents, as: UTF8.self) == paths.joined())
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }

        @Test(arguments: ArchivePlace.allCases) func `carries a mebibyte and more both ways`(
            _ place: ArchivePlace
        ) async throws {
            try await place.withClient { client in
                let documents = HostDocuments(sending: Array(0..<400_000))
                let archive = try client.serving(DocumentsDispatcher(documents))
                for count in [40, 4_000, 5_000, 1 << 20, 3 << 20] {
                    #expect(try await archive.collect(["\(count)"]).count == count)
                }
                // 3.2 MB there and back.
                #expect(try await archive.double(atMost: 400_000) == 400_000)
                #expect(documents.received == (0..<400_000).map { 2 * $0 })
            }
        }

        @Test(arguments: ArchivePlace.allCases) func `throws what the host's code throws`(
            _ place: ArchivePlace
        ) async throws {
            try await place.withClient { client in
                let archive = try client.serving(DocumentsDispatcher(HostDocuments()))
                await #expect(throws: MissingDocument(path: "missing")) { try await archive.collect(["a", "missing"]) }
                let error = await #expect(throws: RemoteError.self) { try await archive.collect(["broken"]) }
                #expect(error?.message.contains("OtherError") == true)
                #expect(try client.counts() == ["MissingDocument": 1, "RemoteError": 1])
            }
        }

        @Test(arguments: ArchivePlace.allCases) func `that cannot be is an error which says why`(
            _ place: ArchivePlace
        ) async throws {
            try await place.withClient { client in
                // Nothing is served.
                let nothing = await #expect(throws: RemoteError.self) { try await client.collect(["a"]) }
                #expect(nothing?.message.contains("notServed: the caller of this call serves nothing") == true)
                let archive = try client.serving(DocumentsDispatcher(HostDocuments()))
                // Not by a caller on a thread, and not in a method on one.
                let caller = try await PluginPlace.onThread { () -> (any Error)? in
                    do {
                        _ = try archive.collectOnThread(["a"])
                        return nil
                    } catch { return error }
                }
                #expect("\(caller, default: "")".contains("the caller of this call serves nothing"))
                let method = try await PluginPlace.onThread { () -> (any Error)? in
                    do {
                        _ = try archive.collectNow("a")
                        return nil
                    } catch { return error }
                }
                #expect("\(method, default: "")".contains("async throws"))
                #expect(try await archive.misuse("thread").contains("`async throws` and not one-way"))
                #expect(try await archive.misuse("method").hasPrefix("unknownMethod"))
                #expect(try await archive.misuse("arguments").hasPrefix("invalidPayload: the host cannot decode"))
                let other = try await archive.misuse("other")
                #expect(other.hasPrefix("invalidConfiguration") && other.contains("to its hostInterfaces"))
                // Another interface is served than is wanted.
                let strange = try client.serving(ArchiveDispatcher(HostArchive()))
                let refusal = try await strange.misuse("a")
                #expect(refusal.contains("notServed") && refusal.contains("Documents 1.0"), "\(refusal)")
                #expect(refusal.contains("serves Archive 1.0"))
            }
        }

        @Test(arguments: ArchivePlace.allCases) func `ends with the call, whoever gives that up, and however`(
            _ place: ArchivePlace
        ) async throws {
            try await place.withClient { client in
                for (round, how) in ["task", "deadline", "timeout"].enumerated() {
                    let documents = HostDocuments()
                    let archive = try client.serving(DocumentsDispatcher(documents))
                    let limited =
                        switch how {
                        case "deadline": archive.deadline(in: .milliseconds(200))
                        case "timeout": archive.timeout(.milliseconds(200))
                        default: archive
                        }
                    let task = Task { try await limited.collect(["a", "never", "b"]) }
                    if how == "task" {
                        _ = try await PluginPlace.onThread { documents.began.wait() }
                        task.cancel()
                        await #expect(throws: CancellationError.self) { try await task.value }
                    } else {
                        let error = await #expect(throws: OutboardError.self) { try await task.value }
                        #expect(error?.code == .timeout && error?.mayHaveExecuted == true)
                    }
                    #expect(documents.cancelled == 1)
                    #expect(try await ArchivePlace.expect(client, "CancellationError", round + 1))
                }
                // The plugin has nothing left that hangs, and can be called.
                #expect(try await client.serving(DocumentsDispatcher(HostDocuments())).collect(["x"]) == [120])
            }
        }

        @Test(arguments: ArchivePlace.allCases) func `whose service is deaf to its end holds up its own call alone`(
            _ place: ArchivePlace
        ) async throws {
            try await place.withClient { client in
                let documents = HostDocuments()
                let archive = try client.serving(DocumentsDispatcher(documents))
                let task = Task { try await archive.timeout(.milliseconds(100)).collect(["deaf"]) }
                // The plugin's method ends, and other calls go on.
                #expect(try await ArchivePlace.expect(client, "CancellationError"))
                #expect(try await archive.collect(["x"]) == [120])
                let continuations = documents.released.withLock { $0 }
                #expect(continuations.count == 1)
                for continuation in continuations { continuation.resume() }
                let error = await #expect(throws: OutboardError.self) { try await task.value }
                #expect(error?.code == .timeout)
            }
        }

        @Test(arguments: ArchivePlace.allCases) func `leaves a call that can be cancelled like any other`(
            _ place: ArchivePlace
        ) async throws {
            try await place.withClient { client in
                let archive = try client.serving(DocumentsDispatcher(HostDocuments()))
                let task = Task { try await archive.readAndWait("a") }
                #expect(try await ArchivePlace.expect(client, "read"))
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(try await ArchivePlace.expect(client, "method"))
                #expect(try client.counts()["seen"] == 1)
            }
        }

        @Test(arguments: ArchivePlace.allCases) func `does not go on for longer than its call may, however many follow`(
            _ place: ArchivePlace
        ) async throws {
            try await place.withClient { client in
                let documents = HostDocuments()
                let archive = try client.serving(DocumentsDispatcher(documents)).deadline(in: .milliseconds(300))
                let error = await #expect(throws: OutboardError.self) { try await archive.readForEver("a") }
                #expect(error?.code == .timeout)
                #expect(try await ArchivePlace.expect(client, "CancellationError"))
                #expect(documents.readers.count > 1)
            }
        }

        @Test(arguments: ArchivePlace.allCases) func `moves items in both directions at once, in order`(
            _ place: ArchivePlace
        ) async throws {
            try await place.withClient { client in
                let documents = HostDocuments(sending: Array(21...26))
                let archive = try client.serving(DocumentsDispatcher(documents))
                #expect(try await archive.double(atMost: 2) == 6)
                #expect(documents.received == [42, 44, 46, 48, 50, 52])
                let many = HostDocuments(sending: Array(0..<5_000))
                #expect(try await client.serving(DocumentsDispatcher(many)).double(atMost: 64) == 5_000)
                #expect(many.received == (0..<5_000).map { 2 * $0 })
            }
        }

        @Test func `of a plugin that is killed meanwhile ends the service, and its call once`() async throws {
            let plugin = try await PluginHandle.start(at: ArchivePlace.path, options: ArchivePlace.options)
            let documents = HostDocuments()
            let archive = try plugin.client(ArchiveClient.self).serving(DocumentsDispatcher(documents))
            let task = Task { try await archive.collect(["a", "never"]) }
            _ = try await PluginPlace.onThread { documents.began.wait() }
            plugin.kill()
            let error = await #expect(throws: OutboardError.self) { try await task.value }
            #expect(error?.code == .lost && error?.mayHaveExecuted == true)
            #expect(documents.cancelled == 1)
            let later = await #expect(throws: OutboardError.self) { try await archive.collect(["a"]) }
            #expect(later?.code == .notSent)
        }

        @Test func `keeps a plugin that is to end until its call is over`() async throws {
            let plugin = try await PluginHandle.start(
                at: ArchivePlace.path,
                options: PluginOptions.defaults {
                    $0.logger = Probes.quiet.logger
                    $0.stopGrace = .seconds(60)
                })
            let documents = HostDocuments()
            let archive = try plugin.client(ArchiveClient.self).serving(DocumentsDispatcher(documents))
            let task = Task { try await archive.collect(["late", "a", "late", "b"]) }
            while documents.readers.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            await plugin.stop()
            #expect(String(decoding: try await task.value, as: UTF8.self) == "latealateb")
        }

        @Test func `of a call that is cut off by a handover ends in the plugin, which serves on`() async throws {
            var options = ArchivePlace.options
            options.sandbox.mayOutliveHost = true
            let plugin = try await PluginHandle.start(at: ArchivePlace.path, options: options)
            let documents = HostDocuments()
            let archive = try plugin.client(ArchiveClient.self).serving(DocumentsDispatcher(documents))
            let task = Task { try await archive.collect(["a", "never"]) }
            _ = try await PluginPlace.onThread { documents.began.wait() }
            let handover = try await plugin.handOver(to: .anotherProcess, within: .milliseconds(50))
            let error = await #expect(throws: OutboardError.self) { try await task.value }
            #expect(error?.code == .lost && error?.mayHaveExecuted == true)
            #expect(documents.cancelled == 1)
            let next = try await PluginHandle.takeOver(handover, options: options)
            let client = try next.client(ArchiveClient.self)
            #expect(try await ArchivePlace.expect(client, "lost"))
            #expect(try await client.serving(DocumentsDispatcher(HostDocuments())).collect(["x"]) == [120])
            await next.stop()
        }

        @Test func `is nothing to a plugin that knows nothing of it`() async throws {
            try await withPlugin(at: Probes.folder + "/CSkeleton", options: ArchivePlace.options) { plugin in
                let greeter = try plugin.client(GreeterClient.self).serving(DocumentsDispatcher(HostDocuments()))
                #expect(try await greeter.deadline(in: .seconds(60)).greetSuspending(name: "Ada") == "Hello, Ada")
                #expect(try greeter.greet(name: "Ada") == "Hello, Ada")
            }
        }

        @Test func `goes on in a generation that is being replaced`() async throws {
            let plugin = try await SupervisedPlugin.start(at: ArchivePlace.path, options: ArchivePlace.options)
            let documents = HostDocuments()
            let archive = try plugin.client(ArchiveClient.self).serving(DocumentsDispatcher(documents))
            let task = Task { try await archive.collect(["late", "a", "late", "b"]) }
            while documents.readers.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            _ = try await plugin.reload()
            #expect(String(decoding: try await task.value, as: UTF8.self) == "latealateb")
            // The same client serves the next one.
            #expect(try await archive.collect(["x"]) == [120])
            await plugin.stop()
        }
    }
}
