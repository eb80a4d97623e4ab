from . import ir_http, shnor_demo, shnor_publication, website
