import Glibc
import Outboard
import OutboardSystem

/// A program that a test starts as a person would: no host is involved.
final class HandStarted: Sendable {
    let processID: Int32
    private let output: OwnedDescriptor
    private let status = Locked<Int32?>(nil)

    /// Starts a program with an environment, and keeps what it writes to stderr.
    init(_ path: String, _ environment: [String]) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Problem.pipe }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = OwnedDescriptor(adopting: ends[0])
        let writeEnd = OwnedDescriptor(adopting: ends[1])
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, writeEnd.raw, 2)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
        var variables = (environment + ["SWIFT_BACKTRACE=enable=no"]).map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var process: pid_t = 0
        guard posix_spawn(&process, path, &actions, nil, &arguments, &variables) == 0 else { throw Problem.spawn }
        processID = process
    }

    deinit {
        guard status.withLock({ $0 }) == nil else { return }
        kill(processID, SIGKILL)
        _ = wait()
    }

    enum Problem: Error {
        case pipe, spawn
    }

    /// How a program ended.
    struct End: Sendable {
        /// Its status, negative for a signal.
        var status: Int32
        /// What it wrote to stderr.
        var errors: String
    }

    /// Waits for its end, on a thread of its own: a blocked task could hold up those that it waits for.
    func ended() async -> End {
        await withCheckedContinuation { continuation in
            Probes.onThread { [self] in
                // One that nobody sends away would wait for ever.
                var entry = pollfd(fd: output.raw, events: Int16(POLLIN), revents: 0)
                if poll(&entry, 1, 120_000) == 0 { kill(processID, SIGKILL) }
                let errors = errors()
                continuation.resume(returning: End(status: wait(), errors: errors))
            }
        }
    }

    private func wait() -> Int32 {
        status.withLock { status in
            if let status { return status }
            var value: Int32 = 0
            while waitpid(processID, &value, 0) < 0, errno == EINTR {}
            let result = value & 0x7f == 0 ? (value >> 8) & 0xff : -(value & 0x7f)
            status = result
            return result
        }
    }

    private func errors() -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(output.raw, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }
}
