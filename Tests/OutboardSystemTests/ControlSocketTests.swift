import Glibc
import OutboardSystem
import SystemPackage
import Testing

@Suite struct ControlSocketTests {
    @Test func `carries packets whole and in order`() throws {
        try withPair { first, second in
            try send([1, 2, 3], to: first)
            try send([4], to: first)
            #expect(try receive(from: second).bytes == [1, 2, 3])
            #expect(try receive(from: second).bytes == [4])
            #expect(throws: Errno.resourceTemporarilyUnavailable) { _ = try receive(from: second) }
            #expect(OpenFile.isCloseOnExec(first.raw) && OpenFile.isCloseOnExec(second.raw))
            #expect(!OpenFile.isNonBlocking(first.raw))
        }
    }

    @Test func `passes a descriptor`() throws {
        try withPair { first, second in
            let file = try Memfd(name: "outboard-test", byteCount: 4096)
            try send([1], to: first, descriptor: file.raw)
            let received = try receive(from: second, acceptingDescriptor: true)
            #expect(received.bytes == [1])
            #expect(!received.isTruncated)
            let raw = try #require(received.descriptor)
            #expect(raw != file.raw)
            #expect(OpenFile.inode(raw) == OpenFile.inode(file.raw))
            #expect(OpenFile.isCloseOnExec(raw))
            close(raw)
        }
    }

    @Test func `tells whether the other end has received everything`() throws {
        try withPair { first, second in
            for round in 0..<3 {
                var found = [first.hasUnreceived]
                try send([1, 2, 3], to: first)
                try send([4], to: first)
                found.append(first.hasUnreceived)
                _ = try receive(from: second)
                found.append(first.hasUnreceived)
                _ = try receive(from: second)
                found.append(first.hasUnreceived)
                // What comes the other way does not count.
                if round == 0 { try send([5], to: second) }
                #expect(found == [false, true, true, false])
            }
        }
    }

    @Test func `takes no descriptor that it did not ask for`() throws {
        try withPair { first, second in
            let pipe = try Pipe()
            try pipe.split { readEnd, writeEnd throws in
                try send([1], to: first, descriptor: writeEnd.raw)
                drop(writeEnd)
                // The one in flight keeps the pipe open.
                #expect(!OpenFile.waitForInput(readEnd.raw, milliseconds: 0))
                let received = try receive(from: second)
                #expect(received.bytes == [1])
                #expect(received.descriptor == nil)
                #expect(received.isTruncated)
                #expect(OpenFile.waitForInput(readEnd.raw, milliseconds: 1000))
            }
        }
    }

    @Test(arguments: [2, 3, 100]) func `closes descriptors beyond the first`(_ count: Int) throws {
        try withPair { first, second in
            let pipe = try Pipe()
            try pipe.split { readEnd, writeEnd throws in
                #expect(sendMany(Int32(count), of: writeEnd.raw, to: first.raw))
                drop(writeEnd)
                let received = try receive(from: second, acceptingDescriptor: true)
                #expect(received.isTruncated)
                let raw = try #require(received.descriptor)
                #expect(!OpenFile.waitForInput(readEnd.raw, milliseconds: 0))
                close(raw)
                // The one that was taken was the last: none was lost.
                #expect(OpenFile.waitForInput(readEnd.raw, milliseconds: 1000))
            }
        }
    }

    @Test func `says when a packet did not fit`() throws {
        try withPair { first, second in
            try send([UInt8](repeating: 7, count: 100), to: first)
            let received = try receive(from: second, capacity: 10)
            #expect(received.bytes.count == 10)
            #expect(received.isTruncated)
        }
    }

    @Test func `reports a full socket instead of waiting`() throws {
        try withPair { first, second in
            first.setSendBuffer(4096)
            #expect(throws: Errno.resourceTemporarilyUnavailable) {
                for _ in 0..<100_000 {
                    try send([UInt8](repeating: 0, count: 256), to: first)
                }
            }
            #expect(throws: Errno.messageTooLong) { try send([UInt8](repeating: 0, count: 1 << 20), to: first) }
            let received = try receive(from: second)
            #expect(received.bytes.count == 256)
        }
    }

    @Test func `raises no SIGPIPE`() async {
        await #expect(processExitsWith: .success) {
            _ = signal(SIGPIPE, SIG_DFL)
            let pair = try ControlSocket.pair()
            #expect(shutdown(pair.second.raw, Int32(SHUT_RDWR)) == 0)
            var error: Errno?
            do throws(Errno) {
                let byte = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
                defer { unsafe byte.deallocate() }
                unsafe byte.initializeMemory(as: UInt8.self, repeating: 1)
                try unsafe pair.first.send(UnsafeRawBufferPointer(byte), blocking: false)
            } catch let caught {
                error = caught
            }
            #expect(error == .brokenPipe)
        }
    }

    @Test func `tells of the end`() throws {
        let pair = try ControlSocket.pair()
        try pair.split { first, second throws in
            try send([1], to: second)
            drop(second)
            #expect(try receive(from: first).bytes == [1])
            #expect(try receive(from: first).bytes == [])
            #expect(throws: Errno.brokenPipe) { try send([1], to: first) }
        }
    }

    @Test func `refuses a packet that would read as the end`() throws {
        try withPair { first, _ in
            #expect(throws: Errno.invalidArgument) { try send([], to: first) }
        }
    }

    @Test func `waits if told to`() throws {
        try withPair { first, second in
            let raw = dup(first.raw)
            try DedicatedThread.start(named: "sender") {
                usleep(20_000)
                _ = unsafe write(raw, "x", 1)
                close(raw)
            }
            #expect(try receive(from: second, blocking: true).bytes == [UInt8(ascii: "x")])
        }
    }

    private func withPair(_ body: (borrowing ControlSocket, borrowing ControlSocket) throws -> Void) throws {
        let pair = try ControlSocket.pair()
        try body(pair.first, pair.second)
    }

    private func send(_ bytes: [UInt8], to socket: borrowing ControlSocket, descriptor: Int32? = nil) throws(Errno) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { unsafe copy.deallocate() }
        unsafe copy.copyBytes(from: bytes)
        try unsafe socket.send(UnsafeRawBufferPointer(copy), descriptor: descriptor, blocking: false)
    }

    private func receive(
        from socket: borrowing ControlSocket,
        capacity: Int = 4096,
        acceptingDescriptor: Bool = false,
        blocking: Bool = false
    ) throws(Errno) -> (bytes: [UInt8], descriptor: Int32?, isTruncated: Bool) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        defer { unsafe buffer.deallocate() }
        var received = try unsafe socket.receive(
            into: buffer, acceptingDescriptor: acceptingDescriptor, blocking: blocking)
        let bytes = unsafe Array(buffer.prefix(received.byteCount))
        var raw: Int32?
        if let descriptor = received.descriptor.take() {
            raw = descriptor.release()
        }
        return (bytes, raw, received.isTruncated)
    }

    /// One packet with many copies of a descriptor: what a hostile plugin would send.
    private func sendMany(_ count: Int32, of raw: Int32, to socket: Int32) -> Bool {
        // struct cmsghdr: length (8 bytes), level, type (1 is SCM_RIGHTS); then the descriptors.
        let length = 16 + Int(count) * 4
        let control = UnsafeMutableRawPointer.allocate(byteCount: length + 8, alignment: 8)
        defer { unsafe control.deallocate() }
        unsafe control.storeBytes(of: length, as: Int.self)
        unsafe control.storeBytes(of: SOL_SOCKET, toByteOffset: 8, as: Int32.self)
        unsafe control.storeBytes(of: Int32(1), toByteOffset: 12, as: Int32.self)
        for index in 0..<Int(count) {
            unsafe control.storeBytes(of: raw, toByteOffset: 16 + index * 4, as: Int32.self)
        }
        var byte: UInt8 = 1
        return unsafe withUnsafeMutableBytes(of: &byte) { bytes in
            var part = unsafe iovec(iov_base: bytes.baseAddress, iov_len: 1)
            return unsafe withUnsafeMutablePointer(to: &part) { part in
                var message = unsafe msghdr()
                unsafe message.msg_iov = part
                unsafe message.msg_iovlen = 1
                unsafe message.msg_control = control
                unsafe message.msg_controllen = (length + 7) / 8 * 8
                return unsafe sendmsg(socket, &message, 0) == 1
            }
        }
    }

    private func drop(_ socket: consuming ControlSocket) {}

    private func drop(_ descriptor: consuming OwnedDescriptor) {}
}
