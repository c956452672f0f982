import Glibc
import OutboardPlugin
import ProbeInterface

/// A plugin that does what the tests ask for.
@main
#if Macros
@PluginManifest(version: "1.2.3-beta.4", interfaces: ["Probe 1.0"], capabilities: ["read /etc/hosts", "network"])
#endif
struct ProbePlugin: Plugin, Probe {
    struct Undeclared: Error {}

    init(configuration: ProbeConfiguration) throws {
        if configuration.delayMilliseconds > 0 { usleep(UInt32(configuration.delayMilliseconds) * 1000) }
        let line = String(repeating: "x", count: 99) + "\n"
        for _ in 0..<(configuration.floodByteCount / 100) { print(line, terminator: "") }
        if let status = configuration.exitStatus {
            try write(stdout: "", stderr: "leaving with \(status)\n")
            _exit(status)
        }
        if let refusal = configuration.refusal { throw ProbeError(reason: refusal) }
    }

    var dispatcher: ProbeDispatcher<Self> { ProbeDispatcher(self) }

    func null() throws {}

    func echo(bytes: [UInt8]) throws -> [UInt8] { bytes }

    func sum(_ first: Int, _ second: Int) throws -> Int { first &+ second }

    func fail(reason: String) throws { throw ProbeError(reason: reason) }

    func failUndeclared() throws { throw Undeclared() }

    func end(_ how: ProbeEnd) throws {
        try write(stdout: "", stderr: "ending as told\n")
        switch how {
        case .signal(let number):
            signal(number, SIG_DFL)
            raise(number)
            while true { pause() }
        case .exit(let status): exit(status)
        case .trap: fatalError("told to trap")
        case .overflow: _ = try sum(recurse(1), 0)
        }
    }

    private func recurse(_ depth: Int) -> Int {
        let pad = [depth, depth &+ 1]
        return depth < 0 ? 0 : recurse(depth &+ 1) &+ pad[depth & 1]
    }

    func sleep(milliseconds: Int) throws { usleep(UInt32(milliseconds) * 1000) }

    func make(byteCount: Int) throws -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            for index in 0..<byteCount { buffer[index] = UInt8(truncatingIfNeeded: index &* 31 &+ index >> 8) }
            count = byteCount
        }
    }

    func checksum(bytes: [UInt8]) throws -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }

    func descriptors() throws -> [Int32: String] {
        var found: [Int32: String] = [:]
        for number in 0..<Int32(1024) where fcntl(number, F_GETFD) >= 0 {
            var buffer = [CChar](repeating: 0, count: 256)
            let count = readlink("/proc/self/fd/\(number)", &buffer, 255)
            found[number] = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return found
    }

    func environment() throws -> [String: String] {
        var found: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            found[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
            entry += 1
        }
        return found
    }

    func write(stdout: String, stderr: String) throws {
        for (text, descriptor) in [(stdout, STDOUT_FILENO), (stderr, STDERR_FILENO)] where !text.isEmpty {
            _ = text.withCString { Glibc.write(descriptor, $0, strlen($0)) }
        }
    }

    func echoLater(_ text: String, milliseconds: Int) async throws -> String {
        try await Task.sleep(for: .milliseconds(milliseconds))
        return text
    }

    func failLater(milliseconds: Int) async throws {
        try await Task.sleep(for: .milliseconds(milliseconds))
        throw ProbeError(reason: "later")
    }

    func attackDescriptors() throws -> [String] {
        var successes: [String] = []
        // H can be written in no way.
        let size = 4096
        if mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, 4, 0) != MAP_FAILED {
            successes.append("mapped H writable")
        }
        if let mapped = mmap(nil, size, PROT_READ, MAP_SHARED, 4, 0), mapped != MAP_FAILED,
            mprotect(mapped, size, PROT_READ | PROT_WRITE) == 0
        {
            successes.append("made H writable")
        }
        var byte: UInt8 = 1
        if pwrite(4, &byte, 1, 0) == 1 { successes.append("wrote to H") }
        if ftruncate(4, 0) == 0 { successes.append("truncated H") }
        if ftruncate(5, 0) == 0 { successes.append("truncated P") }
        let reopened = open("/proc/self/fd/4", O_RDWR)
        if reopened >= 0, pwrite(reopened, &byte, 1, 0) == 1 { successes.append("wrote to H after opening it again") }
        // The bell of the host cannot be drained or filled.
        var count: UInt64 = 1
        if Glibc.write(6, &count, 8) == 8 { successes.append("wrote to the epoll instance") }
        if read(6, &count, 8) == 8 { successes.append("read from the epoll instance") }
        return successes
    }
}
