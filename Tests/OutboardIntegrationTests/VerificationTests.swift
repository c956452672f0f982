import Glibc
import OutboardSystem
import ProbeInterface
import Synchronization
import TestLoad
import Testing

@testable import Outboard

extension Integration {
    /// What runs is what was checked.
    @Suite("Verified programs")
    struct VerificationTests {
        private static let wrong = String(repeating: "0", count: 64)

        private func options(_ digest: ProgramDigest?) -> PluginOptions {
            var options = Probes.quiet
            options.digest = digest
            return options
        }

        private func startError(_ path: String, _ digest: ProgramDigest?) async -> OutboardError? {
            await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.start(
                    at: path, configuration: ProbeConfiguration(), options: options(digest))
            }
        }

        @Test("A digest is 64 hexadecimal digits")
        func digits() {
            #expect(ProgramDigest(sha256: Self.wrong)?.description == Self.wrong)
            let mixed = String(repeating: "0aF9", count: 16)
            #expect(ProgramDigest(sha256: mixed)?.description == mixed.lowercased())
            for text in ["", "00", Self.wrong + "0", String(repeating: "g", count: 64), Self.wrong.dropLast() + "é"] {
                #expect(ProgramDigest(sha256: String(text)) == nil, "\(text)")
            }
        }

        @Test("A copy is sealed, and of files alone")
        func copies() throws {
            let image = try VerifiedPrograms.copy(Probes.path)
            #expect(image.isSealed)
            var bytes = 0
            try image.forEachPiece { bytes += $0.count }
            #expect(bytes == image.byteCount && bytes > 1000)
            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            symlink(Probes.path, folder + "/link")
            mkfifo(folder + "/fifo", 0o600)
            for (path, reason) in [
                (folder + "/link", "symbolic link"), (folder + "/fifo", "no file"), (folder, "no file"),
                (folder + "/none", "No such file"),
            ] {
                let error = #expect(throws: OutboardError.self) { _ = try VerifiedPrograms.copy(path) }
                #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
            }
        }

        #if Verification
        @Test("The digest is the one that sha256sum prints")
        func digest() throws {
            let (_, printed) = try Probes.run("sha256sum", [Probes.path])
            #expect(printed.hasPrefix(try ProgramDigest.of(programAt: Probes.path).description + " "), "\(printed)")
        }

        @Test("A program with its digest runs, from memory; with another one it does not")
        func start() async throws {
            let digest = try ProgramDigest.of(programAt: Probes.path)
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options(digest)) {
                plugin in
                let sum = try plugin.client(ProbeClient.self).sum(1, 2)
                #expect(sum == 3)
                #expect(Probes.link("/proc/\(plugin.processID)/exe").hasPrefix("/memfd:"))
            }
            let error = await startError(Probes.path, ProgramDigest(sha256: Self.wrong))
            #expect(error?.code == .startFailed)
            #expect(error?.message.contains("\(digest), and \(Self.wrong) was asked for") == true, "\(error!)")
        }

        @Test("A restart runs what the first start ran, whatever lies at the path")
        func restart() async throws {
            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            let path = folder + "/plugin"
            _ = try Probes.run("/bin/cp", [Probes.folder + "/SandboxFixture", path])
            // Of its own, so that no other test has had it checked.
            let file = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
            _ = Glibc.write(file, "own", 3)
            close(file)
            let digest = try ProgramDigest.of(programAt: path)
            let first = await startError(path, digest)
            try Probes.write("no program", to: path, mode: 0o755)
            let second = await startError(path, digest)
            #expect(first?.message.contains("exit status") == true, "\(first!)")
            #expect(second?.message.contains("exit status") == true, "\(second!)")
        }

        @Test("Somebody who swaps the file all the time never gets a foreign byte executed")
        func swapper() throws {
            let folder = try Probes.temporaryFolder()
            defer { Probes.remove(folder) }
            let path = folder + "/plugin"
            let good = Probes.folder + "/LaunchFixture"
            let digest = try ProgramDigest.of(programAt: good)
            let swapper = try Swapper(path, good, foreign: Probes.folder + "/SandboxFixture")
            let flags = Flags()
            Probes.onThread {
                var turn = 0
                while !flags.isOver.load(ordering: .relaxed) {
                    swapper.swap(turn)
                    turn += 1
                }
                flags.hasEnded.store(true, ordering: .releasing)
            }
            var ran = 0
            var refused = 0
            let starts = getenv("OUTBOARD_SWAPS").flatMap { Int(String(cString: $0)) } ?? TestLoad.scaled(300)
            // So many that ran, and until both outcomes have been seen: the other thread may have to wait for a processor.
            let patience = MonotonicClock.now() + 120_000_000_000 + UInt64(starts) * 50_000_000
            while ran < starts || refused == 0, MonotonicClock.now() < patience {
                do {
                    let image = try VerifiedPrograms.check(path, digest)
                    #expect(try Self.status(of: image) == 77, "a foreign program ran")
                    ran += 1
                } catch let error as OutboardError {
                    // Swapped, half written, or just not there.
                    #expect(error.message.contains("was asked for") || error.message.contains("No such file"))
                    refused += 1
                }
            }
            flags.isOver.store(true, ordering: .relaxed)
            while !flags.hasEnded.load(ordering: .acquiring) { usleep(100) }
            // Both happened, or nothing was tested.
            #expect(ran >= starts && refused > 0, "\(ran) ran, \(refused) were refused")
        }

        /// The exit status of a program that is told to end with 77, which a foreign one does not understand.
        private static func status(of image: SealedImage) throws -> Int32 {
            var plan = LaunchPlan(executable: "", arguments: ["x", "exit", "77"])
            plan.image = image
            let launched = LaunchThread.shared.run { [plan] in Result { Ended(try ChildProcess.launch(plan)) } }
            return try launched.get().status()
        }

        private final class Ended: Sendable {
            let process: ProcessDescriptor

            init(_ process: consuming ProcessDescriptor) {
                self.process = process
            }

            func status() -> Int32 {
                while true {
                    if let exit = process.reap() {
                        if case .exited(let code) = exit { return code }
                        return -1
                    }
                    usleep(100)
                }
            }
        }

        /// Renames and rewrites a file.
        private struct Swapper: Sendable {
            let path: String
            let programs: [[UInt8]]

            init(_ path: String, _ good: String, foreign: String) throws {
                self.path = path
                programs = try [Probes.bytes(good), Probes.bytes(foreign)]
            }

            /// By a rename, at once; by writing, so that all sorts of mixtures lie there meanwhile.
            func swap(_ turn: Int) {
                let program = programs[turn & 1]
                if turn & 2 == 0 {
                    try? Probes.write(program, to: path + ".new", mode: 0o755)
                    rename(path + ".new", path)
                } else {
                    try? Probes.write(program, to: path, mode: 0o755)
                }
                if turn % 7 == 0 { usleep(2000) }
            }
        }

        private final class Flags: Sendable {
            let isOver = Atomic(false)
            let hasEnded = Atomic(false)
        }
        #else
        @Test("Without the trait, a program with a digest does not start")
        func missingTrait() async {
            let error = await startError(Probes.path, ProgramDigest(sha256: Self.wrong))
            #expect(error?.code == .startFailed)
            #expect(error?.message.contains("the trait Verification") == true, "\(error?.message ?? "")")
        }
        #endif
    }
}
