import OutboardCore
import Testing

@Suite struct WireEvolutionTests {
    private let old = [
        Evolving.First(id: 1, note: nil), Evolving.First(id: 2, note: "x"), Evolving.First(id: 3, note: ""),
    ]
    private let new = [
        Evolving.Third(id: 1, note: nil), Evolving.Third(id: 2, note: "x", weight: 0.5),
        Evolving.Third(id: 3, note: "", weight: nil, parts: [Evolving.Third(id: 4, note: "y", weight: 1)]),
        Evolving.Third(id: 5, note: nil, weight: 2, parts: []),
    ]

    @Test func `an old reader skips the fields it does not know`() throws {
        for value in new {
            let (read, left) = try WireBytes.decode(WireBytes.encode(value).bytes, as: Evolving.First.self)
            #expect(read == Evolving.First(id: value.id, note: value.note))
            #expect(left == 0)
        }
    }

    @Test func `a new reader takes nil for the fields that are missing`() throws {
        for value in old {
            let (read, left) = try WireBytes.decode(WireBytes.encode(value).bytes, as: Evolving.Third.self)
            #expect(read == Evolving.Third(id: value.id, note: value.note))
            #expect(left == 0)
        }
    }

    @Test func `works within arrays, optionals and dictionaries, both ways`() throws {
        let olds = WireBytes.encode(old).bytes
        #expect(try WireBytes.decode(olds, as: [Evolving.Third].self).value.map(\.id) == [1, 2, 3])
        let news = WireBytes.encode(new).bytes
        #expect(try WireBytes.decode(news, as: [Evolving.First].self).value.map(\.id) == [1, 2, 3, 5])
        let keyed = Dictionary(uniqueKeysWithValues: new.map { ($0.id, Evolving.Third?.some($0)) })
        let read = try WireBytes.decode(WireBytes.encode(keyed).bytes, as: [UInt16: Evolving.First?].self).value
        #expect(read.mapValues { $0?.note } == keyed.mapValues { $0?.note })
    }

    @Test func `a field in the middle of its bytes is an error, not nil`() {
        // The composite says how many bytes there are: one of them in the last field is too few for it.
        let whole = WireBytes.encode(Evolving.Third(id: 1, note: nil, weight: 1.5)).bytes
        for cut in 1...8 {
            var bytes = Array(whole.dropLast(cut + 1))
            bytes.replaceSubrange(0..<4, with: WireBytes.encode(UInt32(bytes.count - 4)).bytes)
            let error = WireBytes.error(bytes, as: Evolving.Third.self)
            #expect(error?.code == (cut < 9 ? .truncated : nil))
        }
    }

    @Test func `fields that are not optional may not be missing`() {
        for count in 0..<2 {
            let bytes = WireBytes.encode(UInt32(count)).bytes + [UInt8](repeating: 0, count: count)
            #expect(WireBytes.error(bytes, as: Evolving.Third.self)?.code == .truncated)
        }
        #expect(WireBytes.error([2, 0, 0, 0, 7, 0], as: Evolving.Third.self) == nil)
    }
}
