import Glibc
import OutboardSystem
import SystemPackage
import Testing

@Suite struct MemfdTests {
    private let byteCount = 8192

    @Test func `has the size, the name and the flags asked for`() throws {
        let file = try Memfd(name: "outboard-test", byteCount: byteCount)
        #expect(try file.byteCount() == byteCount)
        #expect(OpenFile.isCloseOnExec(file.raw))
        // A kernel from 6.3 on seals the execute permission away at creation.
        #expect(file.seals.subtracting(.execute) == [])
        let mapping = try Mapping(file.raw, byteCount: byteCount, writable: true)
        #expect(mapping.byteCount == byteCount)
        #expect(OpenFile.lines(of: "/proc/self/maps").contains { $0.contains("/memfd:outboard-test") })
    }

    @Test(.enabled(if: Kernel.isAtLeast(6, 3), "kernels before Linux 6.3 cannot forbid it"))
    func `cannot be made executable where the kernel can forbid it`() throws {
        let file = try Memfd(name: "outboard-test", byteCount: byteCount)
        var status = stat()
        #expect(unsafe fstat(file.raw, &status) == 0 && status.st_mode & 0o111 == 0)
        #expect(fchmod(file.raw, 0o755) == -1 && errno == EPERM)
    }

    @Test func `reports impossible names and sizes`() {
        #expect(throws: Errno.invalidArgument) { _ = try Memfd(name: "x", byteCount: -1) }
        #expect(throws: Errno.invalidArgument) {
            _ = try Memfd(name: String(repeating: "x", count: 300), byteCount: 1)
        }
    }

    @Test func `allocates pages`() throws {
        let file = try Memfd(name: "outboard-test", byteCount: byteCount)
        var status = stat()
        try file.allocate(offset: 0, byteCount: byteCount)
        #expect(unsafe fstat(file.raw, &status) == 0)
        #expect(status.st_blocks * 512 >= byteCount)
        try file.seal([.shrink, .grow, .seal])
        #expect(throws: Errno.notPermitted) { try file.allocate(offset: byteCount, byteCount: 4096) }
    }

    @Test func `sealed for future writing, refuses every way to change it but the mapping made before`() throws {
        let file = try Memfd(name: "outboard-test", byteCount: byteCount)
        let writer = try Mapping(file.raw, byteCount: byteCount, writable: true)
        try file.seal([.shrink, .grow, .futureWrite, .seal])
        #expect(file.seals.isSuperset(of: [.shrink, .grow, .futureWrite, .seal]))

        let reader = try Mapping(file.raw, byteCount: byteCount, writable: false)
        unsafe writer.base.storeBytes(of: 0x1234, toByteOffset: 4096, as: UInt64.self)
        #expect(unsafe reader.base.load(fromByteOffset: 4096, as: UInt64.self) == 0x1234)

        #expect(throws: Errno.notPermitted) { _ = try Mapping(file.raw, byteCount: byteCount, writable: true) }
        #expect(failure { unsafe mprotect(reader.base, 4096, PROT_READ | PROT_WRITE) } == EACCES)
        #expect(throws: Errno.notPermitted) { try file.seal(.write) }
        #expect(unsafe reader.base.load(fromByteOffset: 4096, as: UInt64.self) == 0x1234)

        // Another process that got the file tries what it can; whether it says so is its business, so look ourselves.
        let attempts = try attempts(on: file.raw)
        #expect(
            attempts == [
                "map \(EPERM)", "protect \(EACCES)", "remove \(EACCES)", "write \(EPERM)", "shrink \(EPERM)",
                "grow \(EPERM)", "punch \(EPERM)", "reopened-write \(EPERM)", "reopened-map \(EPERM)",
                "reopened-punch \(EPERM)", "truncating-open \(EPERM)", "unseal \(EPERM)",
            ])
        #expect(unsafe reader.base.load(fromByteOffset: 4096, as: UInt64.self) == 0x1234)
        #expect(try file.byteCount() == byteCount)
    }

    @Test func `sealed in size only, can be changed but not resized`() throws {
        let file = try Memfd(name: "outboard-test", byteCount: byteCount)
        try file.seal([.shrink, .grow, .seal])
        let attempts = try attempts(on: file.raw)
        #expect(
            attempts == [
                "map 0", "protect 0", "remove 0", "write 0", "shrink \(EPERM)", "grow \(EPERM)", "punch 0",
                "reopened-write 0", "reopened-map 0", "reopened-punch 0", "truncating-open \(EPERM)",
                "unseal \(EPERM)",
            ])
        #expect(try file.byteCount() == byteCount)
    }

    @Test func `cannot be sealed against writing while somebody can write`() throws {
        let file = try Memfd(name: "outboard-test", byteCount: byteCount)
        do {
            let writer = try Mapping(file.raw, byteCount: byteCount, writable: true)
            #expect(throws: Errno.resourceBusy) { try file.seal(.write) }
            unsafe writer.base.storeBytes(of: 1, as: UInt8.self)
        }
        try file.seal(.write)
        #expect(failure { Int32(unsafe pwrite(file.raw, "x", 1, 0)) } == EPERM)
    }

    @Test func `knows a file that cannot be sealed`() {
        let file = Memfd(adopting: OpenFile.null())
        #expect(file.seals == [])
        #expect(throws: Errno.invalidArgument) { try file.seal(.shrink) }
    }

    /// The errno of a call that fails; 0 when it does not.
    private func failure(_ call: () -> Int32) -> Int32 {
        call() < 0 ? errno : 0
    }

    /// What another process can do with a file: the errno of each attempt, or 0.
    private func attempts(on raw: Int32) throws -> [String] {
        let pipe = try Pipe()
        let child = try Fixture.start(
            ["tamper"], descriptors: [(target: 1, source: pipe.writeEnd.raw), (target: 5, source: raw)])
        _ = child.status()
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(pipe.readEnd.raw, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
