import COutboard
import OutboardCore
import Testing

/// `docs/abi.md` says what the headers say.
@Suite struct ContractPageTests {
    @Test func `constants and structs are the same in the headers and on the page`() {
        #expect(ContractComparison.differences(page: ContractFiles.page, headers: ContractFiles.headers) == [])
        #expect(HeaderText(ContractFiles.headers).constants.count > 50)
    }

    @Test func `a change of any constant on either side is noticed`() {
        let page = ContractFiles.page
        let headers = ContractFiles.headers
        for name in HeaderText(headers).constants.keys {
            let changedPage = replaceLine(of: page, startingWith: "| `\(name)` |") { _ in "| `\(name)` | 4711 | |" }
            let changedHeaders = replaceLine(of: headers, startingWith: "#define \(name) ") { _ in
                "#define \(name) 4711"
            }
            let incompletePage = replaceLine(of: page, startingWith: "| `\(name)` |") { _ in "" }
            let incompleteHeaders = replaceLine(of: headers, startingWith: "#define \(name) ") { _ in "" }
            #expect(!ContractComparison.differences(page: changedPage, headers: headers).isEmpty, "\(name)")
            #expect(!ContractComparison.differences(page: page, headers: changedHeaders).isEmpty, "\(name)")
            #expect(!ContractComparison.differences(page: incompletePage, headers: headers).isEmpty, "\(name)")
            #expect(!ContractComparison.differences(page: page, headers: incompleteHeaders).isEmpty, "\(name)")
        }
    }

    @Test func `a change of any field on the page is noticed`() {
        let page = ContractFiles.page
        let headers = ContractFiles.headers
        for field in StructLayout.all.flatMap(\.fields) {
            let start = "| \(field.offset) | \(field.byteCount) | `\(field.name)` |"
            let isThere = page.contains("\n\(start)")
            #expect(isThere, "\(start)")
            for changed in [
                "| \(field.offset + 1) | \(field.byteCount) | `\(field.name)` | |",
                "| \(field.offset) | \(field.byteCount + 1) | `\(field.name)` | |",
                "| \(field.offset) | \(field.byteCount) | `other` | |",
            ] {
                let changedPage = replaceLine(of: page, startingWith: start) { _ in changed }
                #expect(!ContractComparison.differences(page: changedPage, headers: headers).isEmpty, "\(changed)")
            }
        }
        for layout in StructLayout.all {
            let heading = "### \(layout.name): \(layout.byteCount) bytes"
            let changedPage = replaceLine(of: page, startingWith: heading) { _ in
                "### \(layout.name): \(layout.byteCount + 8) bytes"
            }
            #expect(!ContractComparison.differences(page: changedPage, headers: headers).isEmpty, "\(heading)")
        }
    }

    @Test func `the worked example follows from the formulas`() throws {
        var sizes = outboard_geometry(lanes: 3, slots: 64, block_bytes: 4096, log_bytes: 1 << 18, bulk_bytes: 1 << 20)
        #expect(outboard_geometry_is_valid(&sizes) == 1)
        let record = UInt64(OUTBOARD_LANE_CONTROL_BYTES + 2 * OUTBOARD_RECORD_STRIDE)
        let expected = [
            "blocks_offset": outboard_blocks_offset(&sizes),
            "lane_stride": outboard_lane_stride(&sizes),
            "lane_offset(0)": outboard_lane_offset(&sizes, 0),
            "lane_offset(1)": outboard_lane_offset(&sizes, 1),
            "lane_offset(2)": outboard_lane_offset(&sizes, 2),
            "record_offset(1, 2)": outboard_lane_offset(&sizes, 1) + record,
            "block_offset(1, 2)": outboard_lane_offset(&sizes, 1) + outboard_blocks_offset(&sizes) + 2 * 4096,
            "log_offset": outboard_log_offset(&sizes),
            "bulk_offset(0)": outboard_bulk_offset(&sizes, 0),
            "bulk_offset(2)": outboard_bulk_offset(&sizes, 2),
            "segment_bytes": outboard_segment_bytes(&sizes),
        ]
        let table = try #require(PageTable.all(in: ContractFiles.page).first { $0.columns.last == "example" })
        #expect(Dictionary(uniqueKeysWithValues: table.rows.map { ($0[0], UInt64($0[2])) }) == expected)
    }

    @Test func `the data of the plugin's events is what the host registers`() {
        #expect(LaneBells.bellToken == UInt64(OUTBOARD_EVENT_BELL))
        #expect(LaneBells.endToken == UInt64(OUTBOARD_EVENT_HOST_GONE))
    }

    @Test func `the program at the end of the page is the one that is built and tested`() {
        let page = ContractFiles.page
        let program = page.split(separator: "```c\n").last.map { $0.split(separator: "```")[0] } ?? ""
        let isSame = String(program) == ContractFiles.skeleton
        #expect(isSame)
    }

    private func replaceLine(of text: String, startingWith start: String, by change: (Substring) -> String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(start) ? change($0) : String($0) }.joined(separator: "\n")
    }
}
