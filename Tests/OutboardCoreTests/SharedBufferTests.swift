import Glibc
import OutboardSystem
import Testing

@testable import OutboardCore

/// What a host makes to be lent.
@Suite struct SharedBufferTests {
    @Test func `it is zero, keeps what is written, and shows it in all its bytes`() throws {
        let buffer = try SharedBuffer(byteCount: 10_000)
        #expect(buffer.byteCount == 10_000 && buffer.bytes.count == 10_000 && !buffer.bytes.isEmpty)
        #expect([UInt8](buffer.bytes).allSatisfy { $0 == 0 })
        buffer.withUnsafeMutableBytes { bytes in for place in bytes.indices { bytes[place] = UInt8(place % 251) } }
        #expect([UInt8](buffer[500..<503]) == [249, 250, 0])
        #expect(buffer.bytes.withSpan { $0[252] + UInt8($0.count == 10_000 ? 1 : 0) } == 2)
        buffer.write([7, 8], at: 9998)
        buffer.write([])
        buffer.write([], at: 10_000)
        buffer.write([6])
        #expect([UInt8](buffer[9997...]) == [UInt8(9997 % 251), 7, 8] && [UInt8](buffer[..<2]) == [6, 1])
        #expect(buffer.bytes.withUnsafeBytes { $0.count } == 10_000)
    }

    @Test func `parts are counted from the start of what they are parts of`() throws {
        let buffer = try SharedBuffer(byteCount: 100)
        buffer.withUnsafeMutableBytes { bytes in for place in bytes.indices { bytes[place] = UInt8(place) } }
        let part = buffer[40...]
        #expect(part.count == 60 && part[2..<4].count == 2)
        #expect([UInt8](part[2..<4]) == [42, 43])
        #expect([UInt8](part[..<1]) == [40] && [UInt8](part[59...]) == [99])
        #expect(part[60...].isEmpty && buffer[100..<100].isEmpty && [UInt8](buffer[7..<7]) == [])
    }

    @Test(arguments: [-1..<5, 0..<101, 101..<101])
    func `a part that reaches beyond the end ends the host, as it does with an array`(range: Range<Int>) async {
        await #expect(processExitsWith: .failure) { [range] in
            Glibc.close(STDERR_FILENO)
            let buffer = try SharedBuffer(byteCount: 100)
            _ = buffer[range]
        }
    }

    @Test(arguments: [-1, 99, 101, Int.max])
    func `so does writing beyond the end`(offset: Int) async {
        await #expect(processExitsWith: .failure) { [offset] in
            Glibc.close(STDERR_FILENO)
            try SharedBuffer(byteCount: 100).write([1, 2], at: offset)
        }
    }

    @Test(arguments: [0, -1, Int.min])
    func `a size that makes no sense is refused`(byteCount: Int) {
        let error = #expect(throws: OutboardError.self) { try SharedBuffer(byteCount: byteCount) }
        #expect(error?.code == .invalidConfiguration && error?.message.contains("\(byteCount)") == true)
    }

    @Test(arguments: [Int.max, 1 << 50])
    func `more than the machine has is an error, and takes nothing`(byteCount: Int) {
        let error = #expect(throws: OutboardError.self) { try SharedBuffer(byteCount: byteCount) }
        #expect(error?.code == .payloadTooLarge && error?.message.contains("\(byteCount)") == true, "\(error as Any)")
    }

    @Test func `its memory is there before it is touched`() throws {
        let buffer = try SharedBuffer(byteCount: 1 << 20)
        var status = stat()
        #expect(fstat(buffer.file.raw, &status) == 0)
        #expect(status.st_size == 1 << 20 && status.st_blocks * 512 >= 1 << 20)
    }

    @Test func `who has its file can neither write it nor change its size`() throws {
        let buffer = try SharedBuffer(byteCount: 8192)
        buffer.withUnsafeMutableBytes { $0[0] = 7 }
        let file = buffer.file.raw
        let mapped = mmap(nil, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        #expect(mapped == MAP_FAILED && errno == EPERM)
        let reopened = open("/proc/self/fd/\(file)", O_RDWR)
        if reopened >= 0 {
            #expect(mmap(nil, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, reopened, 0) == MAP_FAILED)
            #expect(pwrite(reopened, "x", 1, 0) == -1 && errno == EPERM)
            close(reopened)
        }
        #expect(pwrite(file, "x", 1, 0) == -1 && errno == EPERM)
        #expect(ftruncate(file, 4096) == -1 && errno == EPERM)
        #expect(ftruncate(file, 16_384) == -1 && errno == EPERM)
        let read = mmap(nil, 8192, PROT_READ, MAP_SHARED, file, 0)
        #expect(read != MAP_FAILED)
        #expect(mprotect(read, 8192, PROT_READ | PROT_WRITE) == -1 && errno == EACCES)
        // MADV_REMOVE: cuts a hole into the file.
        #expect(madvise(read, 8192, 9) == -1)
        // The host goes on to write, and others see it.
        buffer.withUnsafeMutableBytes { $0[1] = 8 }
        #expect(read?.load(as: UInt16.self) == 0x0807)
        munmap(read, 8192)
    }

    @Test func `it is encoded as its number, an offset and a count`() throws {
        let (one, other) = (try SharedBuffer(byteCount: 50), try SharedBuffer(byteCount: 50))
        #expect(one.memory.number != other.memory.number && one.memory.number > 0)
        let encoded = WireBytes.encode(other[3..<10])
        #expect(encoded.isExact && encoded.isContained && encoded.bytes.count == 20)
        #expect(encoded.bytes == other.memory.number.wireBytes + UInt64(3).wireBytes + UInt64(7).wireBytes)
        var schema = WireSchema()
        #expect(SharedBytes.describe(in: &schema) == .sharedBytes)
        for type in [WireType.sharedBytes, .array(.sharedBytes)] {
            #expect(try WireType(wireBytes: type.wireBytes) == type)
        }
    }

    @Test func `bytes that a process was lent are those of no buffer that it could lend`() throws {
        let buffer = try SharedBuffer(byteCount: 4096)
        let borrowed = SharedMemory(try Mapping(buffer.file.raw, byteCount: 4096, writable: false)).bytes
        #expect(WireBytes.encode(borrowed).bytes.prefix(4) == [0, 0, 0, 0])
    }

    @Test func `outside of a plugin nobody decodes it`() throws {
        let buffer = try SharedBuffer(byteCount: 50)
        let error = WireBytes.error(buffer.bytes.wireBytes, as: SharedBytes.self)
        #expect(error?.code == .invalidValue && error?.detail.contains("argument") == true)
        for count in 0..<20 {
            let error = WireBytes.error(Array(buffer.bytes.wireBytes.prefix(count)), as: SharedBytes.self)
            #expect(error?.code == .truncated)
        }
    }
}
