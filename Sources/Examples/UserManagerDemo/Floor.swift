import Foundation
import Synchronization
import SystemPackage

/// What no call to another process can be faster than: one cache line there and one back, with both sides polling.
struct Floor {
    private let program: URL

    /// Prepares a floor between this process and another one of the same program.
    init(program: String) {
        self.program = URL(filePath: program)
    }

    /// Starts the other process, takes samples and ends it.
    func take(_ count: Int, into samples: inout Samples) throws {
        // The name is gone before anything else happens: no way to end leaves a file behind.
        let path = "/dev/shm/user-manager-demo.\(ProcessInfo.processInfo.processIdentifier)"
        let file = try FileDescriptor.open(
            FilePath(path), .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: .ownerReadWrite)
        _ = try? FileManager.default.removeItem(atPath: path)
        defer { try? file.close() }
        try file.resize(to: Int64(SharedLines.byteCount))
        let lines = try SharedLines(file)

        let echo = Process()
        echo.executableURL = program
        echo.arguments = ["--floor-echo"]
        echo.standardInput = FileHandle(fileDescriptor: file.rawValue, closeOnDealloc: false)
        try echo.run()
        defer {
            unsafe lines.request.pointee.store(SharedLines.end, ordering: .releasing)
            echo.waitUntilExit()
        }
        var number: UInt64 = 0
        // The first answer comes when the process has started.
        for _ in 0..<1000 { try Self.exchange(&number, lines) }
        try samples.take(count) { try Self.exchange(&number, lines) }
    }

    private static func exchange(_ number: inout UInt64, _ lines: borrowing SharedLines) throws {
        number &+= 1
        unsafe lines.request.pointee.store(number, ordering: .releasing)
        let reply = unsafe lines.reply
        var spins = 0
        while unsafe reply.pointee.load(ordering: .acquiring) != number {
            spins &+= 1
            if spins == 1 << 32 { throw DemoFailure("the other process does not answer") }
        }
    }
}
