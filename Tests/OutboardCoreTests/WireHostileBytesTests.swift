import OutboardCore
import Testing

@Suite struct WireHostileBytesTests {
    @Test(arguments: WireCase.all)
    func `an encoding that ends early is an error`(_ type: WireCase) {
        for encoding in type.encodings {
            for count in 0..<encoding.count {
                #expect(!type.decodes(Array(encoding.prefix(count))), "\(count) of \(encoding.count) bytes")
            }
        }
    }

    @Test(arguments: WireCase.all)
    func `an encoding with any bit turned over is a value or an error`(_ type: WireCase) {
        for encoding in type.encodings {
            for bit in 0..<encoding.count * 8 {
                var bytes = encoding
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                _ = type.decodes(bytes)
            }
        }
    }

    @Test(arguments: WireCase.all)
    func `random bytes are a value or an error`(_ type: WireCase) {
        var generator = SeededGenerator(seed: 1)
        for turn in 0..<100_000 {
            var bytes = generator.bytes(Int(generator.next() % 48))
            // Small counts in front lead deeper into the value than random ones.
            if turn % 2 == 0 {
                for place in stride(from: 0, to: bytes.count - 4, by: 5) where generator.next() % 2 == 0 {
                    bytes[place] = UInt8(generator.next() % 16)
                    for high in 1...3 { bytes[place + high] = 0 }
                }
            }
            _ = type.decodes(bytes)
        }
    }

    @Test(arguments: WireCase.all)
    func `valid encodings with random bytes put in are a value or an error`(_ type: WireCase) {
        var generator = SeededGenerator(seed: 2)
        for encoding in type.encodings where !encoding.isEmpty {
            for _ in 0..<2000 {
                var bytes = encoding
                for _ in 0...generator.next() % 4 {
                    let place = Int(generator.next() % UInt64(bytes.count))
                    bytes[place] = UInt8(truncatingIfNeeded: generator.next())
                }
                if generator.next() % 4 == 0 { bytes += generator.bytes(Int(generator.next() % 8)) }
                _ = type.decodes(bytes)
            }
        }
    }

    @Test(arguments: WireCase.all)
    func `the largest counts everywhere are a value or an error`(_ type: WireCase) {
        for encoding in type.encodings where encoding.count >= 4 {
            for place in 0...encoding.count - 4 {
                for count: UInt32 in [.max, .max - 3, 0x8000_0000, 0x7fff_ffff, 0x1000_0000] {
                    var bytes = encoding
                    bytes.replaceSubrange(place..<place + 4, with: WireBytes.encode(count).bytes)
                    _ = type.decodes(bytes)
                }
            }
        }
    }
}
