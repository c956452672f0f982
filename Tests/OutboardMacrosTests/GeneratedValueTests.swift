#if Macros
import OutboardCore
import Testing

/// Generated code compiled under the settings of this package, and run.
@Suite struct GeneratedValueTests {
    @Test func comesBackUnchanged() throws {
        try check(Generated.Empty())
        let other = Other(self: 1, writer: "é", schema: "")
        let kinds: [Generated.Kind] = [
            .none, .file(size: nil, .some(nil)), .file(size: 3, 4),
            .`init`(writer: other, reader: [.none], byteCount: .min, await: true),
        ]
        for kind in kinds { try check(kind) }
        try check(
            Generated.Entry(
                kind: kinds[3],
                children: kinds.map { Generated.Entry(kind: $0) },
                size: .some(.none),
                default: true,
                note: "note",
                reader: kinds[1]
            )
        )
        try check(other)
        try check(Account(id: 1, name: "a", nickname: nil, age: 7))
        for direction in Direction.allCases { try check(direction) }
    }

    /// Every prefix of an encoding is an error, whatever is cut off.
    @Test func refusesTruncatedValues() {
        let kind = Generated.Kind.`init`(
            writer: Other(self: 1, writer: "w", schema: "s"), reader: [.none], byteCount: 1, await: false
        )
        let bytes = Generated.Entry(kind: kind, children: [Generated.Entry(kind: .none)]).encoded
        for count in bytes.indices {
            #expect(throws: WireError.self) { try Generated.Entry(decoding: Array(bytes[..<count])) }
        }
    }

    @Test func readsOlderAndNewerStructures() throws {
        let old = OldAccount(id: 5, name: "old")
        #expect(try Account(decoding: old.encoded) == Account(id: 5, name: "old", nickname: nil, age: nil))
        let new = Account(id: 6, name: "new", nickname: "n", age: 1)
        #expect(try OldAccount(decoding: new.encoded) == OldAccount(id: 6, name: "new"))
    }

    @Test func refusesUnknownCases() {
        #expect(throws: WireError.unknownCase(4, of: "Direction")) {
            try Direction(decoding: [2, 0, 0, 0, 4, 0])
        }
        #expect(throws: WireError.unknownCase(0, of: "Generated.Impossible")) {
            try Generated.Impossible(decoding: [2, 0, 0, 0, 0, 0])
        }
    }

    @Test func describesLayouts() {
        var schema = WireSchema()
        _ = Generated.Entry.describe(in: &schema)
        _ = Direction.describe(in: &schema)
        _ = Generated.Empty.describe(in: &schema)
        #expect(
            schema.definitions.mapValues(\.description) == [
                "Generated.Entry": "{kind: Generated.Kind, children: [Generated.Entry], size: Int64??, default: Bool, "
                    + "note: String?, reader: Generated.Kind?}",
                "Generated.Kind": "{none | file(size: Int64?, _1: Int64??) | init(writer: Other, "
                    + "reader: [Generated.Kind], byteCount: Int64, await: Bool)}",
                "Other": "{self: Int64, writer: String, schema: String}",
                "Direction": "{up | down | left | right}",
                "Generated.Empty": "{}",
            ]
        )
    }

    @Test func describesInterfaces() {
        let interface = AccountsClient.interface
        #expect(interface.name == "Accounts")
        #expect(interface.version == InterfaceVersion(2, 1))
        #expect(
            interface.methods.map(\.name) == [
                "find(id:in:)", "add(_:inout:_:)", "touch(writer:caller:call:implementation:self:)", "repeat()",
                "old()", "oldAndSlow()", "note(_:writer:)", "noteLater(_:)", "forget()",
            ]
        )
        #expect(interface.methods.map(\.isAsync) == [false, true, false, true, false, true, false, true, false])
        #expect(interface.methods.map(\.isOneWay) == Array(repeating: false, count: 6) + [true, true, true])
        #expect(interface.methods.filter(\.isIdempotent).map(\.name) == ["find(id:in:)", "repeat()"])
        #expect(interface.methods[1].parameters.map(\.label) == ["_", "inout", "_"])
        #expect(interface.errors.count == 1)
        #expect(Generated.ListerClient.interface.name == "generated.lister")
    }

    @Test func callsAsValues() {
        let find: MethodCall<AccountsClient, Account?> = AccountsClient.Call.find(id: 7, in: "all")
        #expect(find.method == 0 && find.byteCount == 7.wireByteCount + "all".wireByteCount)
        let add: MethodCall<AccountsClient, Int> = AccountsClient.Call.add(
            Account(id: 1, name: "a"), `inout`: 2, true)
        #expect(add.method == 1)
        let `repeat`: MethodCall<AccountsClient, Void> = AccountsClient.Call.repeat()
        #expect(`repeat`.method == 3 && `repeat`.byteCount == 0)
        let note: OneWayCall<AccountsClient> = AccountsClient.Call.noteLater("a")
        #expect(note.method == 7 && note.byteCount == "a".wireByteCount)
    }

    private func check<Value: WireValue & Equatable>(_ value: Value) throws {
        let bytes = value.encoded
        #expect(bytes.count == value.wireByteCount)
        #expect(try Value(decoding: bytes) == value)
    }
}

extension WireValue {
    /// The encoding; wrong in length if the value announces another than it writes.
    fileprivate var encoded: [UInt8] {
        let count = wireByteCount
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            guard let start = buffer.baseAddress else { return }
            var writer = unsafe WireWriter(start: UnsafeMutableRawPointer(start), byteCount: count)
            encode(into: &writer)
            initializedCount = writer.isExact ? count : 0
        }
    }

    fileprivate init(decoding bytes: [UInt8]) throws(WireError) {
        let result: Result<Self, WireError> = unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return .failure(.truncated) }
            var reader = unsafe WireReader(start: start, byteCount: buffer.count)
            do throws(WireError) {
                return .success(try reader.next(Self.self))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }
}
#endif
