import Glibc
import OutboardSystem
import Testing

@Suite struct OwnedDescriptorTests {
    @Test func `closes when its owner lets go`() throws {
        let pipe = try Pipe()
        pipe.split { readEnd, writeEnd in
            #expect(!OpenFile.waitForInput(readEnd.raw, milliseconds: 0))
            drop(writeEnd)
            // The end of the pipe shows that its only writer is closed.
            #expect(OpenFile.waitForInput(readEnd.raw, milliseconds: 0))
        }
    }

    @Test func `does not close what was released`() throws {
        let pipe = try Pipe()
        pipe.split { readEnd, writeEnd in
            let raw = writeEnd.release()
            #expect(!OpenFile.waitForInput(readEnd.raw, milliseconds: 0))
            close(raw)
        }
    }

    private func drop(_ descriptor: consuming OwnedDescriptor) {}
}
