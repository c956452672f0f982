import Glibc
import Logging
import Outboard
import ProbeInterface
import Testing

/// What the integration tests share: where the fixtures are, and a look at this process.
enum Probes {
    /// The folder of the built programs.
    static let folder: String = {
        let program = link("/proc/self/exe")
        return program.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    }()

    /// The probe plugin.
    static var path: String { folder + "/ProbePlugin" }

    /// Options that keep the plugin's output out of the tests', with time-outs that only end what hangs.
    static var quiet: PluginOptions {
        .defaults {
            $0.logger = Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }
            // Sanitizers make printing many times slower.
            $0.startTimeout = .seconds(600)
            $0.callTimeout = .seconds(120)
        }
    }

    /// The same for a plugin that may go to another process.
    static var movable: PluginOptions {
        var options = quiet
        options.sandbox.mayOutliveHost = true
        return options
    }

    /// Where a symbolic link leads.
    static func link(_ path: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, 4095)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// How many seccomp filters this process has.
    static var filters: Int {
        let line = read("/proc/self/status").split(separator: "\n").first { $0.hasPrefix("Seccomp_filters:") }
        return line?.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) } ?? 0
    }

    /// The checksum that the probe computes.
    static func checksum(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    // MARK: Threads

    private final class Work: @unchecked Sendable {
        let body: @Sendable (Int) -> Int
        let index: Int
        var result = 0

        init(_ index: Int, _ body: @escaping @Sendable (Int) -> Int) {
            self.index = index
            self.body = body
        }
    }

    /// Runs a closure on threads and adds up what they return.
    static func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Int) -> Int {
        let works = (0..<count).map { Work($0, body) }
        let threads = works.map { work -> pthread_t in
            var thread = pthread_t()
            pthread_create(
                &thread, nil,
                { argument in
                    let work = Unmanaged<Work>.fromOpaque(argument!).takeUnretainedValue()
                    work.result = work.body(work.index)
                    return nil
                }, Unmanaged.passUnretained(work).toOpaque())
            return thread
        }
        for thread in threads { pthread_join(thread, nil) }
        return works.reduce(0) { $0 + $1.result }
    }

    /// Like `onThreads`, without blocking the tasks' threads.
    static func onThreadsLater(_ count: Int, _ body: @escaping @Sendable (Int) -> Int) async -> Int {
        await withCheckedContinuation { continuation in
            onThread { continuation.resume(returning: onThreads(count, body)) }
        }
    }

    /// How a closure ends, as a value.
    static func outcome<R: Sendable>(_ body: @Sendable () async throws -> R) async -> Result<R, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    /// Runs a closure on a thread of its own and does not wait for it.
    static func onThread(_ body: @escaping @Sendable () -> Void) {
        let starter = Work(0) { _ in
            body()
            return 0
        }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                let work = Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue()
                _ = work.body(0)
                return nil
            }, Unmanaged.passRetained(starter).toOpaque())
        pthread_detach(thread)
    }

    /// The processes that were started with something in their environment, such as `NAME=value`.
    static func processes(with entry: String) -> [Int32] {
        entries("/proc").compactMap { Int32($0) }.filter { process in
            read("/proc/\(process)/environ").split(separator: "\0").contains { $0 == entry }
        }
    }

    // MARK: This process

    /// What a process holds.
    struct Resources: CustomStringConvertible {
        var descriptors = 0
        var threads = 0
        var mappings = 0
        var children = 0

        /// Whether nothing has grown, but for a thread that the runtime's pool may have added.
        func isWithin(_ other: Resources) -> Bool {
            descriptors <= other.descriptors && threads <= other.threads + 2 && mappings <= other.mappings
                && children <= other.children
        }

        var description: String {
            "\(descriptors) descriptors, \(threads) threads, \(mappings) outboard mappings, \(children) children"
        }
    }

    /// What this process holds now; mappings are those of segments and attachments, whose names tell them apart.
    static func resources() -> Resources {
        var found = Resources()
        found.descriptors = entries("/proc/self/fd").count
        found.threads = entries("/proc/self/task").count
        let maps = read("/proc/self/maps").split(separator: "\n")
        found.mappings = maps.count { $0.contains("/memfd:outboard") }
        for thread in entries("/proc/self/task") {
            found.children += read("/proc/self/task/\(thread)/children").split(separator: " ").count
        }
        return found
    }

    /// Waits until this process holds no more than before, and records an issue when it does not come to that.
    ///
    /// What has just ended is let go of a moment later. For processes that do nothing else: other tests hold things too.
    ///
    /// Waits in the kernel: for a task that sleeps, Dispatch opens descriptors of its own, which stay.
    static func expectNoMore(than before: Resources) async {
        var after = resources()
        for _ in 0..<1500 where !after.isWithin(before) {
            usleep(20_000)
            after = resources()
        }
        #expect(after.isWithin(before), "before \(before), after \(after)")
    }

    /// The names in a folder.
    static func entries(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The text of a file.
    static func read(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        return readAll(file)
    }

    private static func readAll(_ file: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = Glibc.read(file, &buffer, buffer.count), count > 0 {
            bytes += buffer.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Runs a program by hand, with words for env(1), and returns its exit status and all that it wrote.
    static func run(
        _ path: String, _ arguments: [String] = [], environment: [String] = []
    ) throws -> (status: Int32, output: String) {
        let words = ["env"] + environment + [path] + arguments
        let command = words.map { "'\($0)'" }.joined(separator: " ")
        guard let stream = popen("\(command) 2>&1 </dev/null", "r") else { throw ProbeError(reason: "popen") }
        let output = readAll(fileno(stream))
        return (pclose(stream) >> 8, output)
    }

    // MARK: Files

    /// Makes a folder of its own for a test.
    static func temporaryFolder() throws -> String {
        var template = Array("/tmp/outboard-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ProbeError(reason: "mkdtemp") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a test's folder and the files in it.
    static func remove(_ folder: String) {
        for name in entries(folder) { unlink(folder + "/" + name) }
        rmdir(folder)
    }

    /// Writes a file.
    static func write(_ bytes: some Sequence<UInt8>, to path: String, mode: mode_t) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw ProbeError(reason: "open") }
        defer { close(file) }
        let bytes = Array(bytes)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw ProbeError(reason: "write") }
    }

    /// Writes a text file.
    static func write(_ text: String, to path: String, mode: mode_t) throws {
        try write(text.utf8, to: path, mode: mode)
    }

    /// The bytes of a file.
    static func bytes(_ path: String) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw ProbeError(reason: "open") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = Glibc.read(file, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
        return bytes
    }

    /// Copies a program.
    static func copy(_ program: String, to path: String) throws {
        try write(try bytes(program), to: path, mode: 0o755)
    }

    /// Copies a program in ten pieces, one after the other, over a second.
    static func copySlowly(_ program: String, to path: String) async throws {
        let bytes = try bytes(program)
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o755)
        guard file >= 0 else { throw ProbeError(reason: "open") }
        defer { close(file) }
        for part in 0..<10 {
            let piece = bytes[bytes.count * part / 10..<bytes.count * (part + 1) / 10]
            guard Glibc.write(file, Array(piece), piece.count) == piece.count else {
                throw ProbeError(reason: "write")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Copies a program and makes one of its libraries one that does not exist.
    static func copyProgram(to path: String, replacing library: String, by other: String) throws {
        var bytes = try bytes(Probes.path)
        let old = Array(library.utf8) + [0]
        let new = Array(other.utf8) + [0]
        guard old.count == new.count, let first = bytes.firstRange(of: old) else {
            throw ProbeError(reason: "no \(library)")
        }
        bytes.replaceSubrange(first, with: new)
        try write(bytes, to: path, mode: 0o755)
    }

    /// Writes the start of a program for a machine that this one is not.
    static func writeForeignProgram(to path: String) throws {
        var header = [UInt8](repeating: 0, count: 64)
        header.replaceSubrange(0..<7, with: [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
        header[16] = 2
        header[18] = 0xf3  // RISC-V
        header[20] = 1
        header[52] = 64
        try write(header, to: path, mode: 0o755)
    }
}
