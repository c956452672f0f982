import Glibc
import OutboardSystem

/// A pipe that can be in an array, and whose ends can be closed one by one.
final class HeldPipe {
    let readEnd: Int32
    let writeEnd: Int32
    private var open: Set<Int32>

    init() throws {
        // Writing to a reader that is gone is what some tests are about.
        signal(SIGPIPE, SIG_IGN)
        (readEnd, writeEnd) = try Pipe().split { ($0.release(), $1.release()) }
        open = [readEnd, writeEnd]
    }

    deinit {
        for end in open { Glibc.close(end) }
    }

    /// Writes one byte.
    ///
    /// - Returns: False when nobody can read it any more.
    @discardableResult
    func write() -> Bool {
        Glibc.write(writeEnd, [1], 1) == 1
    }

    /// Writes until nobody can read any more.
    ///
    /// A child that another test starts has copies of all descriptors until it has become its program, so that an end
    /// may live a little longer than its last user.
    ///
    /// - Returns: False when somebody could still read after many seconds.
    func losesItsReader() -> Bool {
        for _ in 0..<1000 {
            guard write() else { return true }
            usleep(10_000)
        }
        return false
    }

    /// Takes one byte.
    func read() {
        var byte: UInt8 = 0
        _ = Glibc.read(readEnd, &byte, 1)
    }

    func close(_ end: Int32) {
        if open.remove(end) != nil { Glibc.close(end) }
    }
}
