import Glibc
import OutboardSystem

/// A pipe that can be in an array, and whose ends can be closed one by one.
final class HeldPipe {
    let readEnd: Int32
    let writeEnd: Int32
    private var open: Set<Int32>

    init() throws {
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

    /// Takes one byte.
    func read() {
        var byte: UInt8 = 0
        _ = Glibc.read(readEnd, &byte, 1)
    }

    func close(_ end: Int32) {
        if open.remove(end) != nil { Glibc.close(end) }
    }
}
