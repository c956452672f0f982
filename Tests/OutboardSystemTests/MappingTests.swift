import Glibc
import OutboardSystem
import SystemPackage
import Testing

@Suite struct MappingTests {
    private static let page = Int(getpagesize())

    @Test func `shares its bytes with every other mapping of the file`() throws {
        let file = try Memfd(name: "outboard-test", byteCount: 3 * Self.page)
        let one = try Mapping(file.raw, byteCount: 3 * Self.page, writable: true)
        let other = try Mapping(file.raw, byteCount: 2 * Self.page + 1, writable: false, guardPages: true)
        for offset in [0, Self.page, 2 * Self.page] {
            unsafe one.base.storeBytes(of: UInt8(offset / Self.page + 1), toByteOffset: offset, as: UInt8.self)
            #expect(unsafe other.base.load(fromByteOffset: offset, as: UInt8.self) == UInt8(offset / Self.page + 1))
        }
        #expect(other.byteCount == 2 * Self.page + 1)
        let isWritable = other.isWritable
        #expect(!isWritable)
    }

    @Test func `maps a file that nobody can write`() throws {
        let file = try Memfd(name: "outboard-frozen", byteCount: Self.page)
        do {
            let filling = try Mapping(file.raw, byteCount: Self.page, writable: true)
            unsafe filling.base.storeBytes(of: 7, as: UInt8.self)
        }
        try file.seal([.shrink, .grow, .write, .seal])
        let mapping = try Mapping(file.raw, byteCount: Self.page, writable: false, isFrozen: true, guardPages: true)
        #expect(unsafe mapping.base.load(as: UInt8.self) == 7)
        // As private, which all kernels allow: not those before 6.7 as shared.
        let maps = String(decoding: try #require(SmallFile.bytes(of: "/proc/self/maps", limit: 1 << 20)), as: UTF8.self)
        let line = try #require(maps.split(separator: "\n").first { $0.contains("outboard-frozen") })
        #expect(line.split(separator: " ")[1] == "r--p", "\(line)")
    }

    @Test func `survives the closing of the file`() throws {
        let mapping: Mapping
        do {
            let file = try Memfd(name: "outboard-test", byteCount: Self.page)
            mapping = try Mapping(file.raw, byteCount: Self.page, writable: true, guardPages: true)
        }
        unsafe mapping.base.storeBytes(of: 7, as: UInt8.self)
        #expect(unsafe mapping.base.load(as: UInt8.self) == 7)
    }

    @Test func `gives its pages back`() async {
        await #expect(processExitsWith: .failure) {
            let file = try Memfd(name: "outboard-test", byteCount: 4096)
            let base: UnsafeMutableRawPointer
            do {
                let mapping = try Mapping(file.raw, byteCount: 4096, writable: true)
                unsafe base = mapping.base
            }
            unsafe base.storeBytes(of: 7, as: UInt8.self)
        }
    }

    @Test func `stays out of forked children`() throws {
        let file = try Memfd(name: "outboard-test", byteCount: Self.page)
        let mapping = try Mapping(file.raw, byteCount: Self.page, writable: true)
        #expect(flags(at: unsafe UInt(bitPattern: mapping.base))?.contains("dc") == true)
    }

    @Test func `reports impossible ranges`() throws {
        let file = try Memfd(name: "outboard-test", byteCount: Self.page)
        for guardPages in [false, true] {
            for byteCount in [0, -1, Int.max, Int.max / 2] {
                #expect(throws: Errno.self) {
                    _ = try Mapping(file.raw, byteCount: byteCount, writable: true, guardPages: guardPages)
                }
            }
            #expect(throws: Errno.badFileDescriptor) {
                _ = try Mapping(-1, byteCount: Self.page, writable: true, guardPages: guardPages)
            }
        }
    }

    @Test func `populates, and reports what could not be touched`() throws {
        let file = try Memfd(name: "outboard-test", byteCount: 2 * Self.page)
        let mapping = try Mapping(file.raw, byteCount: 4 * Self.page, writable: true)
        try mapping.populate(offset: 1, byteCount: 2 * Self.page - 1)
        try mapping.populate(offset: 0, byteCount: 0)
        var status = stat()
        #expect(unsafe fstat(file.raw, &status) == 0)
        #expect(status.st_blocks * 512 >= 2 * Self.page)

        // The file ends after two pages: a store there would be a SIGBUS.
        #expect(throws: Errno.badAddress) { try mapping.populate(offset: 2 * Self.page, byteCount: 1) }
        #expect(throws: Errno.invalidArgument) { try mapping.populate(offset: 4 * Self.page, byteCount: 1) }
        #expect(throws: Errno.invalidArgument) { try mapping.populate(offset: -1, byteCount: 1) }
        #expect(throws: Errno.invalidArgument) { try mapping.populate(offset: 1, byteCount: Int.max) }

        let reader = try Mapping(file.raw, byteCount: 2 * Self.page, writable: false)
        try reader.populate(offset: 0, byteCount: 2 * Self.page)
    }

    @Test func `has guard pages on both sides`() async {
        await #expect(processExitsWith: .failure) {
            let file = try Memfd(name: "outboard-test", byteCount: 4096)
            let mapping = try Mapping(file.raw, byteCount: 4096, writable: true, guardPages: true)
            unsafe mapping.base.storeBytes(of: 1, toByteOffset: Int(getpagesize()), as: UInt8.self)
        }
        await #expect(processExitsWith: .failure) {
            let file = try Memfd(name: "outboard-test", byteCount: 4096)
            let mapping = try Mapping(file.raw, byteCount: 4096, writable: true, guardPages: true)
            unsafe (mapping.base - 1).storeBytes(of: 1, as: UInt8.self)
        }
        await #expect(processExitsWith: .success) {
            let file = try Memfd(name: "outboard-test", byteCount: 4096)
            let mapping = try Mapping(file.raw, byteCount: 4096, writable: true, guardPages: true)
            unsafe mapping.base.storeBytes(of: 1, toByteOffset: 4095, as: UInt8.self)
        }
    }

    /// The flags of the mapping that holds an address ("dc": not copied by fork), nil when there is none.
    private func flags(at address: UInt) -> [String]? {
        var isInside = false
        for text in OpenFile.lines(of: "/proc/self/smaps") {
            let words = text.split(separator: " ")
            if let first = words.first, first.contains("-"), !first.hasSuffix(":") {
                let bounds = first.split(separator: "-").map { UInt($0, radix: 16) ?? 0 }
                isInside = bounds.count == 2 && bounds[0] <= address && address < bounds[1]
            } else if isInside, words.first == "VmFlags:" {
                return words.dropFirst().map(String.init)
            }
        }
        return nil
    }
}
