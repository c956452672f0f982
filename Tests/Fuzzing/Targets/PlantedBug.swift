/// A bug that is there on purpose: `make fuzz` fails when it is not found.
///
/// It takes four bytes to be right: random ones would need some hours, and a fuzzer that sees which branches are taken a
/// second.
enum PlantedBug {
    static func run(_ input: inout FuzzInput) -> Int {
        if input.byte() == UInt8(ascii: "b") {
            if input.byte() == UInt8(ascii: "u") {
                if input.byte() == UInt8(ascii: "g") {
                    if input.byte() == UInt8(ascii: "!") { fatalError("the planted bug") }
                }
            }
        }
        return 1
    }
}
