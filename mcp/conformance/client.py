"""Lists the tools and finds records with the Python SDK; prints what it got as JSON. Arguments: mode, then a URL or a command."""

import asyncio
import json
import sys

from mcp import Client
from mcp.client.stdio import StdioServerParameters


async def main(mode: str, first: str, *rest: str) -> None:
    server = first if first.startswith("http") else StdioServerParameters(command=first, args=list(rest))
    async with Client(server, mode=mode) as client:
        tools = (await client.list_tools()).tools
        result = await client.call_tool("find_records", {"model": "User", "include": ["Posts"], "order": ["name"], "limit": 2})
        refused = await client.call_tool("find_records", {"model": "Nobody"})
        print(json.dumps({
            "version": client.protocol_version,
            "tools": [tool.name for tool in tools],
            "rows": result.structured_content["rows"],
            "text": result.content[0].text,
            "refused": [refused.is_error, refused.content[0].text],
        }))


asyncio.run(main(*sys.argv[1:]))
