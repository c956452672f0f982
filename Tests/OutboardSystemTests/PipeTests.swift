import Glibc
import OutboardSystem
import Testing

@Suite struct PipeTests {
    /// F_GETPIPE_SZ.
    private static let getCapacity: Int32 = 1032

    @Test func `blocks who writes and not who reads`() throws {
        let pipe = try Pipe()
        #expect(OpenFile.isNonBlocking(pipe.readEnd.raw))
        #expect(!OpenFile.isNonBlocking(pipe.writeEnd.raw))
        #expect(OpenFile.isCloseOnExec(pipe.readEnd.raw) && OpenFile.isCloseOnExec(pipe.writeEnd.raw))
        let bytes = [UInt8](repeating: 1, count: Pipe.capacity)
        if fcntl(pipe.writeEnd.raw, Self.getCapacity) >= Pipe.capacity {
            #expect(unsafe write(pipe.writeEnd.raw, bytes, bytes.count) == bytes.count)
        }
    }
}
