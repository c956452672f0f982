import Glibc
import Synchronization
import SystemPackage

/// The other side of the floor: a process that answers each number in one cache line with the same in another.
enum FloorEcho {
    /// Runs until the host says so or is gone.
    ///
    /// The shared memory is standard input.
    static func run() throws {
        let lines = try SharedLines(.standardInput)
        let request = unsafe lines.request
        let reply = unsafe lines.reply
        let host = getppid()
        var last: UInt64 = 0
        var idle = 0
        while last != SharedLines.end {
            let number = unsafe request.pointee.load(ordering: .acquiring)
            if number != last {
                last = number
                unsafe reply.pointee.store(number, ordering: .releasing)
                idle = 0
            } else {
                idle &+= 1
                if idle & 0xFFFF == 0, getppid() != host { return }
            }
        }
    }
}
