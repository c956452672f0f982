import OutboardRing
import Testing

/// One way to break the protocol in the answer to the first request of a lane.
struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let records: @Sendable (RecordHeader) -> [CraftedRecord]

    init(_ name: String, _ records: @escaping @Sendable (RecordHeader) -> [CraftedRecord]) {
        testDescription = name
        self.records = records
    }

    private static func one(
        _ name: String, kind: RecordKind = .reply, id: @escaping @Sendable (UInt32) -> UInt32 = { $0 },
        method: UInt16 = 0,
        flags: UInt8 = 0, length: UInt16 = 0, credit: UInt16 = 1, words: [UInt64] = []
    ) -> Attack {
        Attack(name) { request in
            [
                CraftedRecord(
                    header: RecordHeader(
                        kind: kind, callID: id(request.callID), method: method, flags: flags, length: length,
                        credit: credit),
                    words: words)
            ]
        }
    }

    static let all = kinds + identities + flags + lengths + references + credits + leases

    static let kinds = [UInt8(0), 1, 4, 5, 6, 7, 8, 9, 10, 12, 13, 127, 128, 254, 255].map { kind in
        one("a record of kind \(kind)", kind: RecordKind(rawValue: kind))
    }

    static let identities: [Attack] = [
        one("an answer to the next call", id: { $0 &+ 1 }), one("an answer to the call before", id: { $0 &- 1 }),
        one("an answer to another lap of the table", id: { $0 &+ 8 }), one("an answer to call 0", id: { _ in 0 }),
        one("an answer to the last call", id: { _ in .max }), one("an answer to no call", id: { $0 ^ 0x8000_0000 }),
        one("an error of the next call", kind: .error, id: { $0 &+ 1 }),
    ]

    static let flags: [Attack] =
        [UInt8(0x04), 0x08, 0x0c, 0x10, 0x20, 0x40, 0x80, 0xf0, 0xfc].flatMap { bits in
            [RecordKind.reply, .error, .lease].flatMap { kind in
                (UInt8(0)...3).map { payload in
                    one(
                        "flags \(bits | payload) in a record of kind \(kind.rawValue)", kind: kind,
                        flags: bits | payload)
                }
            }
        }

    static let lengths: [Attack] = [RecordKind.reply, .error].flatMap { kind in
        [UInt16(49), 64, 255, 0x7fff, .max].map { one("\($0) bytes inside a record", kind: kind, length: $0) }
            + [UInt16(65), 128, 4096, 0x8000, .max].map {
                one("\($0) bytes in a block", kind: kind, flags: 1, length: $0)
            }
            + [UInt16(1), .max].flatMap { length in
                [
                    one("a bulk reference and \(length) bytes", kind: kind, flags: 2, length: length, words: [10]),
                    one("an attachment and \(length) bytes", kind: kind, flags: 3, length: length, words: [10]),
                ]
            }
    }

    private static let hugeLengths: [UInt64] = [
        1 << 20, 1 << 32, 1 << 40, 1 << 62, 1 << 63 - 1, 1 << 63, .max - 7, .max,
    ]

    static let references: [Attack] =
        ([4097, 4160] + hugeLengths).map { one("\($0) bytes in the bulk area", flags: 2, words: [$0]) }
        + ([0, 1, 4096] + hugeLengths).map {
            one("\($0) bytes in an attachment that was not lent", flags: 3, words: [$0])
        }

    static let credits: [Attack] = [2, 3, 100, 0x7fff, 0x8000, .max - 1, .max].flatMap { credit in
        [
            one("a credit of \(credit) after one request", credit: credit),
            one("a credit of \(credit) in an error", kind: .error, credit: credit),
            one("a credit of \(credit) in a lease", kind: .lease, flags: 3, credit: credit, words: [100]),
        ]
    }

    static let leases: [Attack] =
        [
            one("a lease for the next call", kind: .lease, id: { $0 &+ 1 }, flags: 3, words: [100]),
            one("a lease for call 0", kind: .lease, id: { _ in 0 }, flags: 3, words: [100]),
            one("a lease with a length", kind: .lease, flags: 3, length: 1, words: [100]),
        ]
        + (hugeLengths + [0]).map { length in
            Attack("a lease of \(length) bytes, and its use") { request in
                [lease(request, length), attachment(request, length)]
            }
        }
        + [
            Attack("a lease, and one byte more") { [lease($0, 5000), attachment($0, 5001)] },
            Attack("a lease, and all bytes there are") { [lease($0, 5000), attachment($0, .max)] },
            Attack("a lease twice") { [lease($0, 5000), lease($0, 5000)] },
            Attack("a lease twice, of other sizes") { [lease($0, 5000), lease($0, 1)] },
            Attack("a lease that is refused twice") { [lease($0, 1 << 40), lease($0, 1 << 40)] },
            Attack("a lease after an unknown record") {
                [CraftedRecord(header: RecordHeader(kind: RecordKind(rawValue: 99), callID: $0.callID)), lease($0, 1)]
            },
        ]

    static func lease(_ request: RecordHeader, _ byteCount: UInt64, credit: UInt16 = 1) -> CraftedRecord {
        CraftedRecord(
            header: RecordHeader(kind: .lease, callID: request.callID, flags: 3, credit: credit), words: [byteCount])
    }

    static func attachment(_ request: RecordHeader, _ byteCount: UInt64, credit: UInt16 = 1) -> CraftedRecord {
        CraftedRecord(
            header: RecordHeader(kind: .reply, callID: request.callID, flags: 3, credit: credit), words: [byteCount])
    }
}
